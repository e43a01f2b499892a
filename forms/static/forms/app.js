// What a page of writing can do better with a script. Without it every page works by its buttons.
"use strict";
(function () {
  const form = document.querySelector("form[data-draft]");
  const shown = form && document.getElementById("saved");
  if (!shown) return;
  let unsaved = false;

  function said(text) {
    const span = document.createElement("span");
    span.className = "saved-not";
    span.textContent = text;
    shown.replaceChildren(span);
    unsaved = true;
  }
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  // nothing came back, or an error did: the last "saved" must not stay on the page
  form.addEventListener("htmx:sendError", () => said(shown.dataset.offline));
  form.addEventListener("htmx:responseError", () => said(shown.dataset.offline));
  form.addEventListener("htmx:beforeRequest", () => { unsaved = false; });
  form.addEventListener("htmx:afterRequest", () => {
    if (shown.querySelector(".saved-not")) unsaved = true;
  });
  // leaving before the words were saved: the browser asks, in its own words
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
