// Keys for who does this all day: a list is walked with j and k, a dossier decided with a figure.
"use strict";
(function () {
  const OFF = "keys-off", BY_KEY = "opened-by-key";
  const list = document.querySelector("[data-keys]");
  const links = list ? Array.from(list.querySelectorAll("th a")) : [];
  const choices = Array.from(document.querySelectorAll("#decision ~ .choices .choice > a")).slice(0, 9);
  let sent = false;

  // a browser may forbid to keep anything: then the keys are on, and a step opens without the focus
  function kept(store, name) {
    try { return store.getItem(name); } catch { return null; }
  }
  function keep(store, name, value) {
    try { if (value) store.setItem(name, value); else store.removeItem(name); } catch { /* not kept */ }
  }
  function off() { return kept(localStorage, OFF) === "1"; }

  function writing(element) {
    return element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  }
  function walk(by) {
    const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const to = links[Math.min(links.length - 1, Math.max(0, at + by))];
    if (to) { to.focus(); to.scrollIntoView({ block: "nearest" }); }
  }
  function press(key) {
    if (list && (key === "j" || key === "k")) { walk(key === "j" ? 1 : -1); return true; }
    if (list && key === "x") {
      const row = document.activeElement.closest("tr");
      const box = row && row.querySelector("input[type=checkbox]");
      if (box) box.click();
      return Boolean(box);
    }
    const find = key === "/" && document.querySelector("[data-find]");
    if (find) { find.focus(); return true; }
    const choice = /^[1-9]$/.test(key) && choices[Number(key) - 1];
    if (choice) keep(sessionStorage, BY_KEY, "1");
    const target = choice || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target) target.click();
    return Boolean(target);
  }
  // the figure that opens a step stands at the step, as long as the figures do something
  function show() {
    choices.forEach((link, n) => {
      const shown = link.querySelector("kbd");
      if (shown) shown.remove();
      link.removeAttribute("aria-keyshortcuts");
      if (off()) return;
      const figure = document.createElement("kbd");
      figure.textContent = String(n + 1);
      figure.setAttribute("aria-hidden", "true");
      link.prepend(figure, " ");
      link.setAttribute("aria-keyshortcuts", String(n + 1));
    });
    document.querySelectorAll("[data-keys-switch]").forEach((button) => {
      button.hidden = false;
      button.textContent = off() ? button.dataset.on : button.dataset.off;
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const onward = document.querySelector("[data-onward]");
      if (!onward) return;
      event.preventDefault();
      if (!sent) onward.click();  // held down, it sends once
      sent = true;
      return;
    }
    if (off() || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    document.documentElement.classList.add("keyed");  // there is a keyboard: what the keys do is shown
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (press(key)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-switch]")) return;
    keep(localStorage, OFF, off() ? "" : "1");
    show();
  });
  window.addEventListener("pageshow", () => { sent = false; });

  show();
  const first = document.querySelector(".step-form .question :is(input, textarea, select)");
  if (kept(sessionStorage, BY_KEY) && first) first.focus();  // the hands stay on the keys
  keep(sessionStorage, BY_KEY, "");
})();
