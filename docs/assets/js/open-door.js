/* Small helps on top of pages that work without them. Nothing is sent. Nothing is stored but the reader's
   role, and that only when the reader presses the button for it. Leaving quickly is in leave.js, light and dark
   in colors.js. */
(function () {
  "use strict";
  var doc = document;
  function all(selector, root) {
    return Array.prototype.slice.call((root || doc).querySelectorAll(selector));
  }
  function make(tag, attributes, text) {
    var element = doc.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text) element.textContent = text;
    return element;
  }
  window.openDoor = { all: all, make: make }; /* for the scripts of single pages, which run after this one */

  /* The theme opens menu and search with labels, which no keyboard reaches: put buttons there. */
  function button(toggleId, name, controls) {
    var toggle = doc.getElementById(toggleId);
    var label = doc.querySelector(".md-header__button[for=" + toggleId + "]");
    if (!toggle || !label) return null;
    var real = make("button", {
      type: "button", class: "md-header__button md-icon od-" + toggleId.replace(/_/g, ""),
      "aria-label": name, "aria-expanded": "false"
    });
    if (controls) real.setAttribute("aria-controls", controls);
    real.innerHTML = label.innerHTML;
    label.replaceWith(real);
    function tell() { real.setAttribute("aria-expanded", String(toggle.checked)); }
    real.addEventListener("click", function () { toggle.click(); });
    toggle.addEventListener("change", tell);
    return { toggle: toggle, button: real };
  }
  var drawer = doc.querySelector(".md-sidebar--primary");
  if (drawer && !drawer.id) drawer.id = "menu";
  var menu = drawer && button("__drawer", "Menu", drawer.id);
  var search = button("__search", "Search");
  if (search) {
    var query = doc.querySelector(".md-search__input");
    search.toggle.addEventListener("change", function () {
      window.setTimeout(function () {
        if (search.toggle.checked) query.focus();
        else if (search.button.offsetParent && doc.activeElement === doc.body) search.button.focus();
      }, 60);
    });
  }
  /* At Tab the theme closes the search, and it takes results out of Tab's way, so that only arrow keys reach one.
     Here Tab goes on to the results, and the search closes when the focus goes elsewhere. */
  var box = search && doc.querySelector(".md-search");
  if (box) {
    box.addEventListener("keydown", function (event) {
      if (event.key === "Tab" && search.toggle.checked) event.stopPropagation();
    });
    box.addEventListener("focusout", function (event) {
      var next = event.relatedTarget;
      if (next && !box.contains(next) && search.toggle.checked) search.toggle.click();
    });
    var results = box.querySelector(".md-search-result__list");
    new MutationObserver(function () {
      all("[tabindex='-1']", results).forEach(function (e) { e.removeAttribute("tabindex"); });
    }).observe(results, { childList: true });
  }
  /* The theme's key "/" puts the cursor into the search; at a phone's width it has to be opened first. */
  doc.addEventListener("keydown", function (event) {
    var busy = event.ctrlKey || event.metaKey || event.altKey || doc.activeElement.matches("input, select, textarea");
    if (event.key !== "/" || busy || !search || search.toggle.checked || !search.button.offsetParent) return;
    event.preventDefault();
    search.toggle.click();
  });
  if (menu) {
    menu.toggle.addEventListener("change", function () {
      if (!menu.toggle.checked) return;
      /* Below the header, which stays in reach with the button that closes the menu and the way out. */
      var below = doc.querySelector(".md-header").getBoundingClientRect().bottom;
      doc.documentElement.style.setProperty("--od-below", below + "px");
      var first = drawer.querySelector("[aria-current], a, summary");
      if (first) window.setTimeout(function () { first.focus(); }, 60);
    });
    doc.addEventListener("keydown", function (event) {
      if (!menu.toggle.checked) return;
      if (event.key === "Escape") { menu.toggle.click(); menu.button.focus(); }
      if (event.key === "Tab") {
        var stops = all("a, summary", drawer).filter(function (e) { return e.offsetParent; });
        var at = stops.indexOf(doc.activeElement);
        if (at < 0 && doc.activeElement === menu.button && !event.shiftKey) { event.preventDefault(); stops[0].focus(); }
        if (at < 0) return;
        if (event.shiftKey && at === 0) { event.preventDefault(); menu.toggle.click(); menu.button.focus(); }
        else if (!event.shiftKey && at === stops.length - 1) { event.preventDefault(); stops[0].focus(); }
      }
    });
  }

  var live = make("p", { class: "visually-hidden", role: "status" });
  var main = doc.querySelector(".md-content__inner");
  if (!main) return;
  main.appendChild(live);
  function say(text) { live.textContent = ""; window.setTimeout(function () { live.textContent = text; }, 50); }
  function copy(text, done) {
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(text).then(done, function () {});
  }
  function here(hash) { return location.href.replace(/#.*/, "") + "#" + hash; }

  /* The reader's role: kept on this device when asked for, forgotten with one press. */
  var KEY = "open-door-role";
  var role = {
    get: function () { try { return localStorage.getItem(KEY) || ""; } catch (e) { return ""; } },
    keep: function (id) { try { localStorage.setItem(KEY, id); return true; } catch (e) { return false; } },
    forget: function () { try { localStorage.removeItem(KEY); } catch (e) { /* nothing is kept there */ } }
  };
  function forgetButton(done) {
    var it = make("button", { type: "button", class: "copy" }, "Forget my role");
    it.addEventListener("click", function () { role.forget(); done(); say("Your role is forgotten"); });
    return it;
  }
  /* On a guide: remember, or forget. */
  var get = main.querySelector(".get[data-role]");
  if (get) {
    var own = get.getAttribute("data-role");
    var bar = make("span", { class: "remember" });
    get.appendChild(bar);
    var offer = function () {
      bar.textContent = "";
      if (role.get() === own) {
        bar.appendChild(doc.createTextNode("Remembered as your role. "));
        bar.appendChild(forgetButton(function () { offer(); bar.firstChild.focus(); }));
        return;
      }
      var it = make("button", { type: "button", class: "copy" }, "Remember my role on this device");
      it.addEventListener("click", function () {
        if (!role.keep(own)) { say("This browser keeps nothing"); return; }
        offer(); bar.querySelector("button").focus(); say("Remembered on this device");
      });
      bar.appendChild(it);
    };
    offer();
  }
  /* At home: the way to the remembered guide comes first. */
  var mine = role.get();
  var homeRoles = main.querySelector(".picker.roles");
  if (homeRoles && mine) {
    var chosen = all("li[data-role]", homeRoles).filter(function (li) { return li.getAttribute("data-role") === mine; })[0];
    if (chosen) {
      var hello = make("p", { class: "mine" }, "Your role: ");
      hello.appendChild(make("a", { href: chosen.querySelector("a").getAttribute("href") }, chosen.textContent.trim()));
      hello.appendChild(doc.createTextNode(" "));
      hello.appendChild(forgetButton(function () { hello.remove(); homeRoles.querySelector("a").focus(); }));
      homeRoles.before(hello);
    }
  }

  /* A button beside each statement's id that copies its address. */
  if (navigator.clipboard) {
    all(".statement[id] > .marks > .permalink").forEach(function (link) {
      var it = make("button", { type: "button", class: "copy", "aria-label": "Copy link to " + link.textContent }, "Copy link");
      it.addEventListener("click", function () {
        copy(link.href, function () {
          it.textContent = "Copied"; say("Link copied");
          window.setTimeout(function () { it.textContent = "Copy link"; }, 2000);
        });
      });
      link.after(it);
    });
  }

  /* A guide's filter: by situation and by kind. The address changes only when someone copies a link. */
  var places = doc.getElementById("od-filter");
  if (places) {
    var form = make("form", { class: "filter", "aria-label": "Show part of this guide" });
    var statements = all(".statement[data-situations]", main);
    var picks = ["situations", "kinds"].map(function (name) {
      var label = make("label", {}, name === "situations" ? "What is happening" : "What you look for");
      var select = make("select", {});
      select.appendChild(make("option", { value: "" }, name === "situations" ? "Any situation" : "Everything"));
      JSON.parse(places.getAttribute("data-" + name)).forEach(function (pair) {
        var used = statements.some(function (s) {
          return name === "situations"
            ? s.getAttribute("data-situations").split(" ").indexOf(pair[0]) >= 0
            : s.getAttribute("data-kind") === pair[0];
        });
        if (used) select.appendChild(make("option", { value: pair[0] }, pair[1]));
      });
      label.appendChild(select);
      form.appendChild(label);
      return select;
    });
    var count = make("p", { class: "count", role: "status" });
    var share = make("button", { type: "button", class: "copy", hidden: "" }, "Copy a link to this view");
    var clear = make("button", { type: "button", class: "copy", hidden: "" }, "Show all");
    [count, share, clear].forEach(function (e) { form.appendChild(e); });
    places.replaceWith(form);

    var groups = [];
    all("h2", main).forEach(function (heading) {
      var inside = [], next = heading.nextElementSibling;
      while (next && next.tagName !== "H2") {
        if (next.matches(".statement[data-situations]")) inside.push(next);
        next = next.nextElementSibling;
      }
      if (inside.length) groups.push([heading, inside]);
    });
    var apply = function () {
      var where = picks[0].value, kind = picks[1].value, shown = 0;
      statements.forEach(function (s) {
        var fits = (!where || s.getAttribute("data-situations").split(" ").indexOf(where) >= 0) &&
          (!kind || s.getAttribute("data-kind") === kind);
        s.hidden = !fits;
        if (fits) shown += 1;
      });
      groups.forEach(function (group) {
        group[0].hidden = group[1].every(function (s) { return s.hidden; });
      });
      var on = Boolean(where || kind);
      main.classList.toggle("is-filtered", on);
      share.hidden = clear.hidden = !on;
      count.textContent = on ? shown + " of " + statements.length + " shown" : "";
    };
    form.addEventListener("change", apply);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    clear.addEventListener("click", function () {
      picks.forEach(function (p) { p.value = ""; }); apply(); picks[0].focus();
    });
    share.addEventListener("click", function () {
      copy(here("show=" + picks[0].value + "." + picks[1].value), function () {
        share.textContent = "Link copied"; say("Link copied");
        window.setTimeout(function () { share.textContent = "Copy a link to this view"; }, 2000);
      });
    });
    var fromAddress = function () {
      var asked = /^#show=([a-z-]*)\.([a-z-]*)$/.exec(location.hash);
      if (asked) { picks[0].value = asked[1]; picks[1].value = asked[2]; apply(); form.scrollIntoView(); return; }
      var target = location.hash && doc.getElementById(location.hash.slice(1));
      if (target && target.closest("[hidden]")) {
        picks.forEach(function (p) { p.value = ""; }); apply(); target.scrollIntoView();
      }
    };
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }

  /* A situation's roles: one at a time where the reader asks for it. */
  var cells = doc.querySelector(".cells");
  var row = doc.querySelector(".jump-row");
  if (cells && row) {
    var pick = make("label", { class: "switch" }, "Show ");
    var roles = make("select", {});
    roles.appendChild(make("option", { value: "" }, "every role"));
    all(".cell", cells).forEach(function (cell) {
      roles.appendChild(make("option", { value: cell.getAttribute("data-role") }, cell.querySelector("h3").textContent.trim()));
    });
    pick.appendChild(roles);
    cells.before(pick);
    var spoken = all(".lines > li[data-role]");
    var show = function () {
      all(".cell", cells).forEach(function (cell) {
        cell.hidden = Boolean(roles.value) && cell.getAttribute("data-role") !== roles.value;
      });
      spoken.forEach(function (line) {
        var whose = line.getAttribute("data-role").split(" ");
        line.hidden = Boolean(roles.value) && whose.indexOf(roles.value) < 0 && whose.indexOf("everyone") < 0;
      });
      cells.classList.toggle("one", Boolean(roles.value));
    };
    roles.addEventListener("change", show);
    var seek = function () {
      var target = location.hash && doc.getElementById(location.hash.slice(1));
      if (target && target.closest(".cell[hidden]")) { roles.value = ""; show(); target.scrollIntoView(); }
    };
    window.addEventListener("hashchange", seek);

    /* The remembered role comes first: in the row, among the columns and among the lines. */
    var first = all(".cell", cells).filter(function (cell) { return mine && cell.getAttribute("data-role") === mine; })[0];
    if (first) {
      var moved = [first, row.querySelector("[href='#" + first.querySelector("h3").id + "']")];
      moved = moved.concat(spoken.filter(function (line) { return line.getAttribute("data-role").split(" ").indexOf(mine) >= 0; }).reverse());
      var origins = moved.filter(Boolean).map(function (e) { return [e, e.parentNode, e.nextSibling]; });
      origins.forEach(function (p) { p[1].prepend(p[0]); });
      var note = make("p", { class: "mine" }, "Your role ");
      note.appendChild(forgetButton(function () {
        origins.forEach(function (p) { p[1].insertBefore(p[0], p[2]); });
        note.remove(); roles.focus();
      }));
      first.querySelector("h3").after(note);
    }
  }

  /* The page has dates; whether one has passed is decided here, by the reader's own clock. */
  var now = new Date();
  var today = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  all("time.due").forEach(function (day) {
    if (day.getAttribute("datetime") < today) day.after(make("strong", { class: "overdue" }, "overdue"));
  });

  /* On paper nothing stays folded. */
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = all("details:not([open])");
    folded.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (d) { d.open = false; });
    folded = [];
  });
})();
