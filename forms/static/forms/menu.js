"use strict";
// On a narrow screen menu and tabs are strips to be swiped: the entry of this page comes into sight.
document.querySelectorAll(".top nav [aria-current], .lists [aria-current]").forEach((entry) => {
  const strip = entry.parentElement;
  const [outer, inner] = [strip.getBoundingClientRect(), entry.getBoundingClientRect()];
  strip.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
});
// The number of unread notices, asked for once a minute while the page is looked at.
(function () {
  const place = document.querySelector("[data-unread]");
  if (!place) return;
  async function ask() {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(place.dataset.unread, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const count = (await answer.json()).unread;
      const shown = place.querySelector(".count");
      if (shown) shown.textContent = count || "";
    } catch (_error) { /* offline: the next minute asks again */ }
  }
  setInterval(ask, 60000);
  document.addEventListener("visibilitychange", ask);
})();
