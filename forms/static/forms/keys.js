// Keys for who does this all day: a list is walked with j and k, a dossier decided with a figure.
"use strict";
(function () {
  const list = document.querySelector("[data-keys]");
  const links = list ? Array.from(list.querySelectorAll("th a")) : [];

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
    const choices = /^[1-9]$/.test(key) ? document.querySelectorAll("#decision ~ .choices .choice > a") : [];
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`) || choices[Number(key) - 1];
    if (target) target.click();
    return Boolean(target);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const onward = document.querySelector("[data-onward]");
      if (onward) { event.preventDefault(); onward.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (press(event.key)) event.preventDefault();
  });
})();
