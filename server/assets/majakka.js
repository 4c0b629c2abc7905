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

  // data-refresh="/address" data-every="20": the fragment is fetched again while the page is looked at and nothing in it has the focus.
  all("[data-refresh]").forEach((fragment) => {
    const again = async () => {
      if (document.hidden || fragment.contains(document.activeElement) || fragment.querySelector("details[open]")) return;
      try {
        const response = await fetch(fragment.dataset.refresh, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
        if (!response.ok || response.redirected) return;
        const fresh = await response.text();
        if (fresh === fragment.dataset.was) return;
        const first = fragment.dataset.was === undefined;
        fragment.dataset.was = fresh;
        if (first && fresh.trim() === fragment.innerHTML.trim()) return;
        fragment.innerHTML = fresh;
        if (fragment.dataset.changed) announce(fragment.dataset.changed);
      } catch { /* The net is away: what stands here stays, the next try comes. */ }
    };
    setInterval(again, Math.max(5, Number(fragment.dataset.every) || 30) * 1000);
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
      if (rest <= 0) { location.assign(dialog.dataset.end); return; }
      if (rest <= warning) {
        if (!dialog.open) dialog.showModal();
        left.textContent = left.dataset.text.replace("%n", Math.max(1, Math.ceil(rest / 60000)));
      }
    }, 5000);
  }

  // A menu made of details closes on Escape and when the reader goes elsewhere.
  all("details.account").forEach((menu) => {
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  });
})();
