// On a narrow screen menu and tabs are strips to be swiped: the entry of this page comes into sight.
"use strict";
document.querySelectorAll(".top nav [aria-current], .lists [aria-current]").forEach((entry) => {
  const strip = entry.parentElement;
  const [outer, inner] = [strip.getBoundingClientRect(), entry.getBoundingClientRect()];
  strip.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
});
