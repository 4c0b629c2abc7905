// What makes the pages nicer when scripts run; every page works without it. No dependency, no inline code, no third party.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Screen readers hear what changed by itself.
  const announce = (text) => { const region = document.getElementById("announce"); if (region) region.textContent = text; };

  // After a failed submit the summary of errors is read first.
  document.querySelector(".error-summary")?.focus();

  // data-confirm="…": one more question before something that cannot be undone.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    // A double click sends once.
    if (event.target.method === "post") setTimeout(() => all("button[type=submit], button:not([type])", event.target).forEach((b) => { b.disabled = true; }));
  });
  // Coming back with the browser's arrow finds the buttons alive.
  window.addEventListener("pageshow", (event) => { if (event.persisted) all("button[disabled]").forEach((b) => { b.disabled = false; }); });

  // data-septets="160": counts as GSM 03.38 does; a character outside it makes the whole text UCS-2.
  const single = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  const double = "\f^{}\\[~]|€";
  const septets = (text) => [...text].reduce((sum, c) => sum === null ? null : single.includes(c) ? sum + 1 : double.includes(c) ? sum + 2 : null, 0);
  all("[data-septets]").forEach((input) => {
    const output = document.getElementById(input.dataset.counter);
    if (!output) return;
    const show = () => {
      const count = septets(input.value), limit = Number(input.dataset.septets);
      const over = count === null || count > limit;
      output.toggleAttribute("data-over", over);
      output.textContent = count === null ? output.dataset.foreign : output.dataset.text.replace("%n", count).replace("%m", limit);
    };
    input.addEventListener("input", show);
    show();
  });

  // data-refresh="/address" data-every="20": an element with an id is fetched again, also out of a whole page, while it is looked
  // at and nobody writes in it. An empty address is the page's own. What the reader opened or closed stays so, and so does the
  // place of her keyboard. data-clock marks the page's own time: that alone is no news, and neither is a form's token.
  // data-cut="… %n …": said above the part once nothing new came for some minutes.
  // X-Refresh tells the server that nobody did anything: it must not keep a session alive.
  const minute = 60 * 1000, patience = 3 * minute;
  all("[data-refresh][id]").forEach((part) => {
    const chosen = new Map(), key = (details) => details.closest("[id]").id;
    part.addEventListener("click", (event) => {
      const details = event.target.closest("summary")?.parentElement;
      if (details) chosen.set(key(details), !details.open);
    });
    const clocks = (root) => all("[data-clock]", root);
    const told = (root) => { const copy = root.cloneNode(true); [...clocks(copy), ...all("input[name=csrf]", copy)].forEach((own) => own.remove()); return copy.innerHTML; };
    // A link or a summary is found again by where it leads or what it opens.
    const wayTo = (held) => held.matches("a") ? `a[href='${CSS.escape(held.getAttribute("href"))}']` : `#${CSS.escape(key(held))} summary`;
    const cut = Object.assign(document.createElement("p"), { className: "notice notice--warning" });
    let was = told(part), seen = Date.now();
    const sayAge = () => {
      const age = Date.now() - seen;
      if (!part.dataset.cut || age < patience) { cut.remove(); return; }
      cut.textContent = part.dataset.cut.replace("%n", Math.floor(age / minute));
      if (!cut.isConnected) { part.before(cut); announce(cut.textContent); }
    };
    const show = (page, fresh, held) => {
      const way = held && wayTo(held);
      part.innerHTML = fresh.innerHTML;
      all("details", part).forEach((details) => { if (chosen.has(key(details))) details.open = chosen.get(key(details)); });
      if (way) part.querySelector(way)?.focus({ preventScroll: true });
      if (page.title) document.title = page.title;
      const icon = page.querySelector("link[rel=icon]");
      if (icon) document.querySelector("link[rel=icon]").href = icon.getAttribute("href");
      if (part.dataset.changed) announce(`${part.dataset.changed} ${part.querySelector("h1")?.textContent.trim() ?? ""}`);
    };
    const again = async () => {
      const held = part.contains(document.activeElement) ? document.activeElement : null;
      if (document.hidden || (held && !held.matches("a[href], summary"))) return;
      try {
        const response = await fetch(part.dataset.refresh || location.href, { cache: "no-cache", credentials: "same-origin", headers: { "X-Refresh": "1" } });
        if (response.ok && !response.redirected) {
          const page = new DOMParser().parseFromString(await response.text(), "text/html");
          const fresh = page.getElementById(part.id), news = fresh && told(fresh);
          // A cache between us may answer in the server's place; then it says since when (RFC 9111, 5.1).
          seen = Date.now() - (Number(response.headers.get("Age")) || 0) * 1000;
          if (fresh && news === was) clocks(part).forEach((clock, place) => clock.replaceWith(clocks(fresh)[place] ?? clock));
          else if (fresh) { was = news; show(page, fresh, held); }
        }
      } catch { /* The net is away: what stands here stays, the next try comes. */ }
      sayAge();
    };
    setInterval(again, Math.max(5, Number(part.dataset.every) || 30) * 1000);
    document.addEventListener("visibilitychange", again);
  });

  // data-live="/address": figures that the server tells while something is under way, for as long as they are looked at. What is
  // told stands in data-live-text, and a screen reader hears it at every tenth of the way and at the end.
  all("[data-live]").forEach((part) => {
    const bar = part.querySelector("progress"), tenth = () => Math.floor(10 * bar.value / (bar.max || 1));
    let heard = tenth(), over = false, source = null;
    const show = (now) => {
      bar.max = now.total;
      bar.value = now.done;
      bar.textContent = now.figures;
      all("[data-live-text]", part).forEach((place) => { place.textContent = now[place.dataset.liveText]; });
      over = now.over;
      if (over) source.close();
      if (!over && tenth() === heard) return;
      heard = tenth();
      announce(`${part.dataset.said} ${now.figures}. ${now.line}`);
    };
    const look = () => {
      source?.close();
      if (document.hidden || over) return;
      source = new EventSource(part.dataset.live);
      source.onmessage = (event) => show(JSON.parse(event.data));
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("pagehide", () => source?.close());
    look();
  });

  // The session ends after a while of silence: the dialog says so two minutes before, and one key lets it go on.
  const dialog = document.getElementById("idle");
  if (dialog?.showModal) {
    const limit = Number(dialog.dataset.seconds) * 1000, warning = 120 * 1000;
    let last = Date.now();
    const left = dialog.querySelector("[data-left]");
    const carryOn = async () => {
      const response = await fetch(dialog.dataset.keep, { method: "POST", credentials: "same-origin", headers: { "X-CSRF-Token": dialog.dataset.csrf } }).catch(() => null);
      if (response?.ok) { last = Date.now(); dialog.close(); }
    };
    dialog.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); carryOn(); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); carryOn(); });
    setInterval(() => {
      const rest = limit - (Date.now() - last);
      if (rest <= 0) {
        const unsent = document.querySelector("button[data-keep]");
        if (unsent) unsent.click(); else location.assign(dialog.dataset.end);
        return;
      }
      if (rest <= warning) {
        if (!dialog.open) dialog.showModal();
        left.textContent = left.dataset.text.replace("%n", Math.max(1, Math.ceil(rest / 60000)));
      }
    }, 5000);
  }

  // data-passkey="{…}": the form is shown where a device can be asked, and sent with the device's answer.
  const keys = window.PublicKeyCredential;
  if (keys?.parseCreationOptionsFromJSON && navigator.credentials) all("form[data-passkey]").forEach((form) => {
    const asked = JSON.parse(form.dataset.passkey).publicKey, failed = form.querySelector("[data-failed]");
    const ask = () => asked.user
      ? navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(asked) })
      : navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(asked) });
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      failed.hidden = true;
      const answer = await ask().catch(() => null);
      failed.hidden = answer !== null;
      if (answer) { form.querySelector("[data-answer]").value = JSON.stringify(answer.toJSON()); form.submit(); }
    });
  });

  // A menu made of details closes on Escape and when the reader goes elsewhere.
  all("details.account").forEach((menu) => {
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  });
})();
