/* Light or dark: as the device has it, until a reader presses the button. A choice is kept on this device
   only while it differs from the device's own. */
(function () {
  "use strict";
  var KEY = "open-door-colors", doc = document, chosen = "";
  var device = window.matchMedia("(prefers-color-scheme: dark)");
  var button = doc.querySelector(".od-colors");
  try { chosen = localStorage.getItem(KEY); } catch (e) { /* this browser keeps nothing */ }
  function show() {
    var dark = chosen ? chosen === "dark" : device.matches;
    doc.body.setAttribute("data-md-color-scheme", dark ? "slate" : "default");
    doc.documentElement.style.colorScheme = dark ? "dark" : "light"; /* scroll bars too */
    if (button) button.setAttribute("aria-pressed", String(dark));
  }
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var dark = doc.body.getAttribute("data-md-color-scheme") !== "slate";
      chosen = dark === device.matches ? "" : dark ? "dark" : "light";
      try {
        if (chosen) localStorage.setItem(KEY, chosen); else localStorage.removeItem(KEY);
      } catch (e) { /* then the choice is this page's alone */ }
      show();
    });
  }
  if (device.addEventListener) device.addEventListener("change", show);
  show();
})();
