// One tick for all dossiers of the page; without a script each is ticked by itself.
"use strict";
for (const whole of document.querySelectorAll("[data-pick-all]")) {
  const boxes = whole.closest("form").querySelectorAll("[name=dossier]");
  whole.hidden = false;
  whole.addEventListener("change", (event) => {
    for (const box of boxes) box.checked = event.target.checked;
  });
}
