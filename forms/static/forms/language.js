// What somebody typed goes along when the page is asked for in the other language. It waits in this
// tab alone, for that one page; no password, no code, no file.
"use strict";
(function () {
  const place = `typed:${location.pathname}`;
  const TYPES = ["hidden", "password", "file", "submit", "button", "image", "reset"];
  const fields = () => [...document.querySelectorAll("main form[method=post] :is(input, textarea, select)")]
    .filter((field) => field.name && !TYPES.includes(field.type) && field.autocomplete !== "one-time-code");
  const isMark = (field) => field.type === "checkbox" || field.type === "radio";
  const own = (field) => [[...document.forms].indexOf(field.form), field.name, isMark(field) ? field.value : ""].join("\n");

  function carried() {
    try {
      const found = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
      return new Map(found || []);
    } catch (_error) { return new Map(); }
  }
  const typed = carried();
  for (const field of fields()) {
    const was = typed.get(own(field));
    if (was === undefined || was === (isMark(field) ? field.checked : field.value)) continue;
    if (isMark(field)) field.checked = was; else field.value = was;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  const button = document.querySelector("header button[name=language]");
  if (button) button.form.addEventListener("submit", () => {
    const all = fields().map((field) => [own(field), isMark(field) ? field.checked : field.value]);
    try { if (all.length) sessionStorage.setItem(place, JSON.stringify(all)); } catch (_error) { /* full, or not allowed */ }
  });
})();
