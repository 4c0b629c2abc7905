// What makes the pages nicer when scripts run; every page works without it. No dependency, no inline code, no third party.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Screen readers hear what changed by itself.
  const announce = (text) => { const region = document.getElementById("announce"); if (region) region.textContent = text; };

  // After a form, what it did or what is wrong with it is read first, also where the address leads further down.
  (document.querySelector(".error-summary") ?? document.getElementById("done"))?.focus();

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

  // What was typed and not sent waits in this tab, for this reader alone: the language may be switched, the page left, the session end.
  // Never what is secret (passwords, files, autocomplete="off"); what was sent goes, and signing out takes everything along.
  const body = document.body, prefix = `typed:${body.dataset.owner ?? ""}:`;
  const halfAnHour = 30 * minute;
  const storage = { get: (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* It is full or forbidden: nothing is kept. */ } },
    keys: () => { try { return Object.keys(sessionStorage).filter((key) => key.startsWith("typed:")); } catch { return []; } } };
  const typed = (form) => [...form.elements].filter((field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type) && field.autocomplete !== "off");
  const ticks = (field) => field.type === "checkbox" || field.type === "radio";
  const nameOf = (form) => prefix + JSON.stringify([location.pathname, form.getAttribute("action"), ...[...form.elements]
    .filter((field) => field.type === "hidden" && !["csrf", "version", "draft", "step"].includes(field.name)).map((field) => field.value)]);
  const wrong = document.querySelector(".error-summary"), door = document.querySelector('form[action="/sign-in"]');
  storage.keys().forEach((key) => {
    const draft = storage.get(key);
    if (Date.now() - (draft?.at ?? 0) > halfAnHour) { sessionStorage.removeItem(key); return; }
    // At the door nobody knows yet whether what was sent has arrived.
    if (draft?.sent && door) storage.set(key, { ...draft, sent: false });
    else if (draft?.sent && !wrong) sessionStorage.removeItem(key);
  });
  all('form[method="post"]').filter((form) => !form.querySelector('[type="password"]')).forEach((form) => {
    const name = nameOf(form), draft = storage.get(name);
    form.addEventListener("input", () => storage.set(name, { at: Date.now(), fields: typed(form).map((field) => [field.name, field.value, field.checked ?? false]) }));
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.getAttribute("action") === "/sign-out") storage.keys().forEach((key) => sessionStorage.removeItem(key));
      else if (storage.get(name)) storage.set(name, { ...storage.get(name), sent: true });
    });
    if (!draft || draft.sent) return;
    const changed = typed(form).filter((field) => {
      const kept = draft.fields.find(([own, value]) => own === field.name && (!ticks(field) || value === field.value));
      if (!kept || (ticks(field) ? field.checked === kept[2] : field.value === kept[1])) return false;
      if (ticks(field)) field.checked = kept[2]; else field.value = kept[1];
      for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      return true;
    });
    if (!changed.length || !body.dataset.restored) return;
    const said = Object.assign(document.createElement("p"), { className: "notice notice--ok restored" });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet", textContent: body.dataset.discard });
    drop.addEventListener("click", () => { sessionStorage.removeItem(name); form.reset(); said.remove(); });
    said.append(body.dataset.restored, " ", drop);
    form.prepend(said);
    announce(body.dataset.restored);
  });

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
