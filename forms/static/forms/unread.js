// The number of unread notices, asked for once a minute while the page is looked at.
"use strict";
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
