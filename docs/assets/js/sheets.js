/* The sheets to print, by role, situation, audience and size. Nothing is stored, and the address changes
   only when someone copies a link. Without this script the page is the whole list in its groups. */
(function () {
  "use strict";
  var doc = document;
  var place = doc.getElementById("od-sheets");
  if (!place) return;
  var all = window.openDoor.all, make = window.openDoor.make;
  function slug(text) { return text.toLowerCase().replace(/[^a-z0-9]+/g, "-"); }

  var sheets = all("li.sheet");
  /* What a sheet belongs to is named by the sheet that has the name as its title. */
  function named(key, kind) {
    return sheets.filter(function (s) { return s.dataset.kind === kind; }).map(function (s) {
      return [s.dataset[key], s.querySelector("strong").textContent];
    });
  }
  function distinct(key) {
    var seen = {};
    return sheets.map(function (s) { return s.dataset[key]; }).filter(function (value) {
      var fresh = !seen[value];
      seen[value] = true;
      return fresh;
    }).map(function (value) { return [slug(value), value]; });
  }
  var CHOICES = [
    ["role", "Role", "Any role", named("role", "one-pager")],
    ["situation", "What is happening", "Any situation", named("situation", "situation")],
    ["audience", "Who may see it", "Anyone", distinct("audience")],
    ["size", "Size", "Any size", distinct("size")]
  ].filter(function (choice) { return choice[3].length > 1; });

  var form = make("form", { class: "filter", "aria-label": "Find a sheet" });
  var picks = {};
  CHOICES.forEach(function (choice) {
    var label = make("label", {}, choice[1]);
    var select = make("select", { autocomplete: "off" });
    [["", choice[2]]].concat(choice[3]).forEach(function (pair) {
      select.appendChild(make("option", { value: pair[0] }, pair[1]));
    });
    label.appendChild(select);
    form.appendChild(label);
    picks[choice[0]] = select;
  });
  var count = make("p", { class: "count", role: "status" });
  var share = make("button", { type: "button", class: "copy", hidden: "" }, "Copy a link to this view");
  var clear = make("button", { type: "button", class: "copy", hidden: "" }, "Show all");
  [count, share, clear].forEach(function (e) { form.appendChild(e); });
  place.replaceWith(form);

  function value(name) { return picks[name] ? picks[name].value : ""; }
  /* A role and a situation together show the sheets of both; audience and size narrow that down. */
  function fits(sheet) {
    var role = value("role"), situation = value("situation"), data = sheet.dataset;
    var about = (!role && !situation) || (role && data.role === role) || (situation && data.situation === situation);
    return about && (!value("audience") || slug(data.audience) === value("audience")) &&
      (!value("size") || slug(data.size) === value("size"));
  }
  function apply() {
    var shown = 0;
    sheets.forEach(function (s) { s.hidden = !fits(s); if (!s.hidden) shown += 1; });
    all("ul.sheets").forEach(function (list) {
      var none = all("li", list).every(function (s) { return s.hidden; });
      list.hidden = none;
      for (var e = list.previousElementSibling; e; e = e.tagName === "H2" ? null : e.previousElementSibling) e.hidden = none;
    });
    var on = Object.keys(picks).some(function (name) { return picks[name].value; });
    share.hidden = !on || !navigator.clipboard;
    clear.hidden = !on;
    count.textContent = !on ? "" : shown ? shown + " of " + sheets.length + " sheets shown"
      : "No sheet is all of this. Choose “any” in one of the lists.";
  }
  form.addEventListener("change", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  clear.addEventListener("click", function () {
    CHOICES.forEach(function (choice) { picks[choice[0]].value = ""; });
    apply();
    picks[CHOICES[0][0]].focus();
  });
  share.addEventListener("click", function () {
    var said = ["role", "situation", "audience", "size"].map(value).join(".");
    navigator.clipboard.writeText(location.href.replace(/#.*/, "") + "#show=" + said).then(function () {
      share.textContent = "Link copied";
      window.setTimeout(function () { share.textContent = "Copy a link to this view"; }, 2000);
    }, function () {});
  });
  function fromAddress() {
    var asked = /^#show=([\w-]*)\.([\w-]*)\.([\w-]*)\.([\w-]*)$/.exec(location.hash);
    if (!asked) return;
    ["role", "situation", "audience", "size"].forEach(function (name, n) {
      if (!picks[name]) return;
      picks[name].value = asked[n + 1];
      if (picks[name].selectedIndex < 0) picks[name].value = "";
    });
    apply();
    form.scrollIntoView();
  }
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
