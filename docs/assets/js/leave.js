/* Leaving quickly: a press on "Leave", or three presses of Shift. The page goes blank at once, then the
   neutral page takes its place. Loaded by itself, so that it works whatever else does not. */
(function () {
  "use strict";
  var doc = document, root = doc.documentElement, title = "", presses = [];
  function leave(link) {
    title = title || doc.title;
    root.classList.add("od-gone");
    doc.title = "\u2026";
    location.replace(link.href);
  }
  doc.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".od-exit");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(link);
  }, true);
  /* Any other key in between, as when typing a capital, starts the count again. */
  doc.addEventListener("keydown", function (event) { if (event.key !== "Shift") presses = []; }, true);
  doc.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") return;
    var now = Date.now();
    presses = presses.filter(function (at) { return now - at < 3000; });
    presses.push(now);
    var link = doc.querySelector(".od-exit");
    if (presses.length >= 3 && link) { presses = []; leave(link); }
  }, true);
  /* Whoever comes back on purpose sees the page again. */
  window.addEventListener("pageshow", function () {
    root.classList.remove("od-gone");
    if (title) { doc.title = title; title = ""; }
  });
})();
