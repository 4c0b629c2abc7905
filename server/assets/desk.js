// What makes the pages of those who are signed in nicer, beside majakka.js; every page works without it.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const announce = (text) => { const region = document.getElementById("announce"); if (region) region.textContent = text; };
  const minute = 60 * 1000;

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
    let busy = false, kept = Date.now();
    const carryOn = async () => {
      kept = Date.now();
      const response = await fetch(dialog.dataset.keep, { method: "POST", credentials: "same-origin", headers: { "X-CSRF-Token": dialog.dataset.csrf } }).catch(() => null);
      if (response?.ok) { last = Date.now(); dialog.close(); }
    };
    // Whoever types is there.
    document.addEventListener("input", () => { busy = true; });
    dialog.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); carryOn(); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); carryOn(); });
    setInterval(() => {
      if (busy && Date.now() - kept > Math.min(minute, limit / 4)) { busy = false; carryOn(); }
      const rest = limit - (Date.now() - last);
      if (rest <= 0) {
        const unsent = document.querySelector("button[data-keep]"), back = encodeURIComponent(location.pathname + location.search);
        if (unsent) unsent.click(); else location.assign(`${dialog.dataset.end}?why=idle&to=${back}`);
        return;
      }
      if (rest <= warning) {
        if (!dialog.open) dialog.showModal();
        left.textContent = left.dataset.text.replace("%n", Math.max(1, Math.ceil(rest / 60000)));
      }
    }, 5000);
  }

  // form[data-preview]: what would leave stands beside the form and follows what is typed; the question before it goes names whom it
  // reaches.
  all("form[data-preview]").forEach((form) => {
    let newest = 0, waiting;
    const show = async () => {
      const mine = ++newest, typed = new URLSearchParams(new FormData(form));
      typed.set("action", "preview");
      const response = await fetch(form.getAttribute("action"), { method: "POST", body: typed, credentials: "same-origin" }).catch(() => null);
      if (!response?.ok || response.redirected || mine !== newest) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("preview"), old = document.getElementById("preview");
      if (!fresh || !old || mine !== newest) return;
      const folds = [...old.querySelectorAll("details")].map((fold) => fold.open);
      fresh.querySelectorAll("details").forEach((fold, place) => { fold.open = folds[place] ?? fold.open; });
      old.replaceWith(fresh);
      const question = fresh.dataset.confirmText, publish = form.querySelector('button[value="publish"]');
      if (question && publish) publish.dataset.confirm = question;
    };
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 600); });
    if (!document.querySelector("#preview details") && !document.querySelector(".error-summary")) show();
  });
})();
