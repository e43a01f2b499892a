// The running total of a score sheet. Without it the page works; the server adds up for itself.
"use strict";
(function () {
  const box = document.querySelector("[data-scores]");
  const shown = box && box.querySelector("[data-sum]");
  if (!shown) return;
  const parts = ["a", "b", "c"].map((key) => document.getElementById("id_" + key));
  function hundredths(input) {
    const text = input.value.trim().replace(",", ".");
    return /^\d+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : 0;
  }
  function add() {
    const sum = parts.reduce((total, input) => total + hundredths(input), 0);
    shown.value = (sum / 100).toLocaleString(document.documentElement.lang || "vi");
    shown.closest("p").hidden = false;
  }
  parts.forEach((input) => input.addEventListener("input", add));
  add();
})();
