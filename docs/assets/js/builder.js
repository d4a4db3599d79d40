/* Build a sheet: puts a page together from statements that the page itself carries. Nothing is sent or
   stored. The address changes only to lose a choice that no longer holds; a link is made when asked for,
   and holds choices alone. What a reader types is shown as text and forgotten when the page is left. */
(function () {
  "use strict";
  var doc = document;
  var root = doc.getElementById("od-builder");
  if (!root) return;
  function byId(id) { return doc.getElementById(id); }
  var make = window.openDoor.make;
  function all(selector, within) { return window.openDoor.all(selector, within || root); }
  function counted(n, word) { return n + " " + word + (n === 1 ? "" : "s"); }

  var data = JSON.parse(byId("od-choices").textContent);
  var SIZES = { normal: [11, 10.5, 10, 9.5], large: [16, 15, 14] };
  var INCH = 96, LIMIT = 10.15 * INCH; /* the height of Letter and the width of A4 hold on both papers */
  var TAGS = { avoid: "Avoid", plan: "Plan", reflect: "Think", system: "Set up", say: "Say", "not-say": "Leave unsaid", contrast: "Instead" };
  var PARTS = [
    ["What to do", ["do", "plan", "reflect", "system"]], ["What to avoid", ["avoid"]],
    ["Words you could say", ["say"]], ["Words to leave unsaid", ["not-say"]],
    ["In place of the usual response", ["contrast"]]
  ];
  var WHY = "These are locked: they keep a young person safe, or the law asks for them. For what is happening here they stand on every sheet and cannot be taken off.";

  var roleBoxes = all("[data-role]"), situationBoxes = all("[data-situation]");
  var types = all("[name=od-type]"), blanks = byId("od-blanks"), agency = byId("od-agency");
  var ownRows = all(".own").map(function (row) { return all("input", row); });
  var factRows = {};
  all("[data-fact]").forEach(function (label) { factRows[label.dataset.fact] = label; });
  var statements = data.statements.map(function (row) {
    return { id: row[0], home: row[1], kind: row[2], text: row[3], situations: row[4], marks: row[5] };
  });
  var known = {};
  statements.forEach(function (s) { known[s.id] = s; });
  var picked = {}; /* what the reader ticked on or off, by id */

  function has(s, mark) { return s.marks.indexOf(mark) >= 0; }
  function checked(boxes) { return boxes.filter(function (b) { return b.checked; }); }
  function type() { return checked(types)[0].value; }
  function meet(some, others) { return some.some(function (n) { return others.indexOf(n) >= 0; }); }
  function now() {
    var roles = checked(roleBoxes).map(function (b) { return b.dataset.role; });
    return {
      roles: roles,
      named: roles.filter(function (r) { return data.roles[r]; }),
      situations: situationBoxes.reduce(function (found, b, n) { return b.checked ? found.concat(n) : found; }, [])
    };
  }

  /* ---- what may stand on the sheet ---- */
  function counts(s, c) {
    if (!c.situations.length) return c.roles.indexOf(s.home) >= 0;
    if (c.roles.indexOf(s.home) >= 0) return meet(s.situations, c.situations);
    return s.home === "everyone" && c.named.some(function (r) {
      return meet(data.roles[r].shared[s.id] || [], c.situations);
    });
  }
  function locked(s, c) { return c.situations.length > 0 && has(s, "k"); }
  function byDefault(s, c) {
    if (!c.situations.length) return has(s, s.home === "everyone" ? "m" : "h");
    return has(s, "h") || (TAGS[s.kind] !== TAGS.contrast && s.kind !== "say" && s.kind !== "not-say");
  }
  function stands(s, c) {
    return locked(s, c) || (s.id in picked ? picked[s.id] : byDefault(s, c));
  }
  function candidates(c) {
    var order = c.named.concat("everyone");
    return order.reduce(function (found, home) {
      return found.concat(statements.filter(function (s) { return s.home === home && counts(s, c); }));
    }, []);
  }
  function homeName(home) { return home === "everyone" ? "For everyone" : data.roles[home].title; }
  function homes(list) {
    return list.map(function (s) { return s.home; }).filter(function (h, n, every) { return every.indexOf(h) === n; });
  }
  function said(s) {
    return s.kind === "contrast" ? s.text[1] : s.kind === "say" || s.kind === "not-say" ? "“" + s.text + "”" : s.text;
  }

  /* ---- the list to tick ---- */
  var list = byId("od-statements"), empty = list.firstElementChild;
  function drawList(c, found) {
    var at = doc.activeElement && doc.activeElement.dataset && doc.activeElement.dataset.statement;
    list.textContent = "";
    if (!c.roles.length) { list.appendChild(empty); return; }
    var fixed = found.filter(function (s) { return locked(s, c); });
    if (fixed.length) {
      var box = make("details", { class: "fixed" });
      box.appendChild(make("summary", {}, counted(fixed.length, "statement") + " always on this sheet"));
      box.appendChild(make("p", { class: "hint" }, WHY));
      var items = make("ul");
      fixed.forEach(function (s) {
        var item = make("li", {}, said(s) + " ");
        item.appendChild(make("span", { class: "id" }, s.id));
        items.appendChild(item);
      });
      box.appendChild(items);
      list.appendChild(box);
    }
    var free = found.filter(function (s) { return !locked(s, c); });
    if (!free.length && !fixed.length) {
      list.appendChild(make("p", { class: "hint" }, "The sources say nothing for this role in this situation. Add “Everyone”, or ask your supervisor."));
    }
    homes(free).forEach(function (home) {
      var group = make("fieldset", { class: "role" });
      group.appendChild(make("legend", {}, homeName(home)));
      free.filter(function (s) { return s.home === home; }).forEach(function (s) {
        var label = make("label", { class: "tick" });
        var box = make("input", { type: "checkbox", "data-statement": s.id });
        box.checked = stands(s, c);
        var words = make("span");
        if (TAGS[s.kind]) words.appendChild(make("strong", {}, TAGS[s.kind] + ": "));
        words.appendChild(doc.createTextNode(said(s) + " "));
        words.appendChild(make("span", { class: "id" }, s.id));
        label.appendChild(box);
        label.appendChild(words);
        group.appendChild(label);
      });
      list.appendChild(group);
    });
    var again = at && list.querySelector('[data-statement="' + at + '"]');
    if (again) again.focus();
  }

  /* ---- the sheet ---- */
  var made = byId("od-made"), paper = made.querySelector(".made-page"), body = byId("od-body");
  var calls = byId("od-calls"), services = all("li", calls);
  function line(label, value) {
    var item = make("li");
    item.appendChild(make("span", {}, label));
    item.appendChild(doc.createTextNode(" "));
    if (!value) item.appendChild(make("span", { class: "rule" }));
    else {
      /* every other part is a number, which no line breaks */
      var said = item.appendChild(make("strong"));
      value.split(/(\(?\d[\d\s().-]{5,}\d)/).forEach(function (part, n) {
        said.appendChild(n % 2 ? make("span", { class: "whole" }, part) : doc.createTextNode(part));
      });
    }
    return item;
  }
  function drawCalls(c) {
    var typed = Boolean(agency.value.trim());
    calls.textContent = "";
    data.facts.forEach(function (fact) {
      var label = factRows[fact[0]], input = label.querySelector("input"), value = input.value.trim();
      var always = label.dataset.always === "yes";
      label.hidden = !(always || meet(fact[3], c.situations));
      if (label.hidden) return;
      if (value && value !== fact[2]) typed = true;
      if (value || always || blanks.checked) calls.appendChild(line(fact[1], value));
    });
    ownRows.forEach(function (row) {
      var name = row[0].value.trim(), number = row[1].value.trim();
      if (name || number) { typed = true; calls.appendChild(line(name || "Call", number)); }
    });
    services.forEach(function (item) { calls.appendChild(item); });
    byId("od-typed-note").hidden = !typed;
  }
  function tag(s) {
    var marks = make("span", { class: "id" });
    if (has(s, "m")) { marks.appendChild(make("strong", {}, "must")); marks.appendChild(doc.createTextNode(" ")); }
    if (has(s, "l")) { marks.appendChild(make("strong", {}, "local")); marks.appendChild(doc.createTextNode(" ")); }
    marks.appendChild(doc.createTextNode(s.id));
    return marks;
  }
  function entry(s, tagged, fixed) {
    var item = make("li", { class: "kind-" + s.kind, "data-id": s.id });
    if (fixed) item.className += " is-fixed";
    if (s.kind === "contrast") {
      item.appendChild(make("strong", {}, "Usual: "));
      item.appendChild(doc.createTextNode(s.text[0] + " "));
      item.appendChild(make("strong", {}, "Instead: "));
    } else if (tagged && TAGS[s.kind]) item.appendChild(make("strong", {}, TAGS[s.kind] + ": "));
    item.appendChild(doc.createTextNode(said(s) + "\u00a0"));
    item.appendChild(tag(s));
    return item;
  }
  function part(title, items, into, level) {
    if (!items.length) return;
    var block = make("div", { class: "part" });
    if (title) block.appendChild(make(level || "h4", {}, title));
    var ul = make("ul");
    items.forEach(function (item) { ul.appendChild(item); });
    block.appendChild(ul);
    into.appendChild(block);
  }
  function drawSheet(c, found) {
    var on = found.filter(function (s) { return stands(s, c); });
    var chosen = c.situations.map(function (n) { return situationBoxes[n]; });
    var names = c.named.map(function (r) { return data.roles[r].title; });
    if (c.roles.indexOf("everyone") >= 0) names.push("Everyone");
    var titles = chosen.length === 1 ? [chosen[0].dataset.title]
      : chosen.map(function (b) { return b.parentNode.textContent.trim(); });
    byId("od-title").textContent = titles.length ? titles.join(" · ") : names.join(" · ") || "Choose a role to begin";
    byId("od-for").textContent = [titles.length ? names.join(" · ") : "", agency.value.trim()].filter(Boolean).join(" · ");
    var one = c.roles.length === 1 && c.named.length === 1 ? data.roles[c.named[0]] : null;
    var report = byId("od-report"), version = byId("od-version");
    report.textContent = one ? one.duty : report.dataset.several;
    version.textContent = one ? one.version : version.dataset.all;
    byId("od-audience").textContent = one ? one.audience : "For staff";
    byId("od-must").hidden = !on.some(function (s) { return has(s, "m"); });
    drawCalls(c);

    body.textContent = "";
    if (chosen.length) {
      var first = [];
      chosen.forEach(function (box) {
        data.situations[box.dataset.situation].forEach(function (text, n) {
          var item = make("li", { class: "is-fixed" });
          if (chosen.length > 1 && n === 0) item.appendChild(make("strong", {}, box.parentNode.textContent.trim() + ": "));
          item.appendChild(doc.createTextNode(text));
          first.push(item);
        });
      });
      part("What comes first", first, body);
    }
    var columns = make("div", { class: "columns" });
    var fixed = on.filter(function (s) { return locked(s, c); });
    var free = on.filter(function (s) { return !locked(s, c); });
    homes(fixed).forEach(function (home, n, every) {
      part("Safety first" + (every.length < 2 ? "" : home === "everyone" ? ", for everyone" : ": " + homeName(home)),
        fixed.filter(function (s) { return s.home === home; }).map(function (s) { return entry(s, true, true); }), columns);
    });
    homes(free).forEach(function (home, n, every) {
      var own = free.filter(function (s) { return s.home === home; });
      if (every.length > 1 || c.named.length > 1 || home === "everyone") {
        part(homeName(home), own.map(function (s) { return entry(s, true); }), columns);
        return;
      }
      PARTS.forEach(function (p) {
        part(p[0], own.filter(function (s) { return p[1].indexOf(s.kind) >= 0; }).map(function (s) { return entry(s, p[1].length > 1); }), columns);
      });
    });
    if (columns.firstChild) body.appendChild(columns);
  }

  /* ---- one page ---- */
  function height() { return paper.getBoundingClientRect().height / scale; }
  var scale = 1;
  function fitted() {
    var sizes = SIZES[type()], tall = 0;
    for (var n = 0; n < sizes.length; n += 1) {
      made.style.fontSize = sizes[n] + "pt";
      tall = height();
      if (tall <= LIMIT) return { size: sizes[n], over: 0, spare: LIMIT - tall };
    }
    return { size: sizes[n - 1], over: tall - LIMIT, spare: 0, tall: tall };
  }
  function worth(s) { return (has(s, "h") ? 4 : 0) + (has(s, "m") ? 3 : has(s, "o") ? 0 : 1); }
  /* What to take off, from what matters least: the sheet itself tells when it is enough. */
  function tooMuch(c, found) {
    var free = found.filter(function (s) { return stands(s, c) && !locked(s, c); });
    free = free.map(function (s, n) { return [worth(s), -n, s]; })
      .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    var gone = [], hidden = [];
    while (free.length && height() > LIMIT) {
      var s = free.shift()[2], item = body.querySelector('li[data-id="' + s.id + '"]');
      [item, item.closest(".part")].forEach(function (e) {
        if (e === item || all("li", e).every(function (i) { return i.hidden; })) { e.hidden = true; hidden.push(e); }
      });
      gone.push(s.id);
    }
    var enough = height() <= LIMIT, left = height() - LIMIT;
    hidden.forEach(function (e) { e.hidden = false; });
    return { ids: gone, enough: enough, left: left };
  }
  function lineHeight(size) { return size * 1.27 * INCH / 72; }
  var fit = byId("od-fit"), takeOff = byId("od-take-off"), print = byId("od-print"), offered = [];
  function measure(c, found) {
    all(".notes", paper).forEach(function (e) { e.remove(); });
    made.classList.toggle("is-large", type() === "large");
    made.classList.add("is-measured");
    var result = fitted(), words;
    offered = [];
    if (!c.roles.length) words = "Choose a role or “Everyone” to begin.";
    else if (!result.over) {
      var room = Math.floor(result.spare / lineHeight(result.size));
      words = "Fits on one page, in " + result.size + " point type" + (room > 3 ? ", with room for about " + counted(room, "more line") + "." : ".");
      notes(result.spare);
    } else {
      var per = type() === "large" ? 1 : 2;
      var over = Math.ceil(result.over / lineHeight(result.size)) * per;
      var much = tooMuch(c, found);
      words = "Too long for one page by about " + counted(over, "line") + ". ";
      if (much.enough) {
        offered = much.ids;
        words += "To make it fit, take off " + counted(offered.length, "statement") + ": " + offered.slice(0, 5).join(", ") +
          (offered.length > 5 ? " and " + (offered.length - 5) + " more." : ".");
      } else {
        words += "What cannot be taken off is too long by itself. Choose fewer roles or situations" +
          (type() === "large" ? ", or normal type" : "") + (blanks.checked ? ", or leave out the empty lines" : "") + ".";
      }
    }
    made.classList.remove("is-measured");
    made.classList.toggle("is-over", result.over > 0);
    fit.classList.toggle("is-over", result.over > 0);
    takeOff.hidden = !offered.length;
    takeOff.textContent = offered.length === 1 ? "Take it off" : "Take them off";
    print.textContent = result.over ? "Print anyway, on " + counted(Math.ceil(result.tall / LIMIT), "page") : "Print or save as PDF";
    if (fit.textContent !== words) fit.textContent = words;
  }
  /* Lines to write on in the room that is left. */
  function notes(spare) {
    var each = 24, lines = Math.min(14, Math.floor((spare - 44) / each));
    if (lines < 2) return;
    var block = make("div", { class: "notes" });
    block.appendChild(make("p", {}, "Notes. Write no name of a young person on this sheet."));
    for (var n = 0; n < lines; n += 1) block.appendChild(make("div"));
    paper.insertBefore(block, paper.querySelector(".made-foot"));
  }

  /* ---- the picture of the page ---- */
  var stage = byId("od-stage"), full = byId("od-full");
  function frame() {
    var room = stage.clientWidth;
    if (!room) return;
    scale = full.checked ? 1 : Math.min(1, room / (8.5 * INCH));
    made.style.transform = scale === 1 ? "none" : "scale(" + scale + ")";
    stage.style.height = full.checked ? "auto" : Math.ceil(made.offsetHeight * scale) + "px";
    stage.classList.toggle("is-full", full.checked);
  }

  var waiting = 0;
  function draw(alsoList) {
    var c = now(), found = candidates(c);
    if (alsoList) drawList(c, found);
    drawSheet(c, found);
    frame();
    measure(c, found);
    frame();
    hideLink();
  }
  function soon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () { draw(false); }, 150);
  }

  /* ---- a link, when asked for ---- */
  var link = byId("od-link"), linkRow = link.closest(".link"), share = byId("od-share");
  function hideLink() { linkRow.hidden = true; link.value = ""; }
  function fragment() {
    var c = now(), on = [], off = [], terms = [];
    candidates(c).forEach(function (s) {
      if (locked(s, c) || !(s.id in picked) || picked[s.id] === byDefault(s, c)) return;
      (picked[s.id] ? on : off).push(s.id);
    });
    [
      ["roles", c.roles], ["situations", c.situations.map(function (n) { return situationBoxes[n].dataset.situation; })],
      ["on", on], ["off", off], ["type", type() === "large" ? ["large"] : []], ["lines", blanks.checked ? [] : ["none"]]
    ].forEach(function (pair) { if (pair[1].length) terms.push(pair[0] + "=" + pair[1].join(",")); });
    return "#" + terms.join("&");
  }
  share.addEventListener("click", function () {
    link.value = location.href.replace(/#.*/, "") + fragment();
    linkRow.hidden = false;
    function done(copied) {
      share.textContent = copied ? "Link copied" : "Copy the link below";
      window.setTimeout(function () { share.textContent = "Copy a link to this choice"; }, 2500);
      if (!copied) { link.focus(); link.select(); }
    }
    if (!navigator.clipboard) { done(false); return; }
    navigator.clipboard.writeText(link.value).then(function () { done(true); }, function () { done(false); });
  });
  /* Choices alone are read from an address, and only those that this edition knows. */
  function fromAddress() {
    var hash = location.hash.slice(1), asked = {}, one = /^(role|situation)-[a-z-]+$/.test(hash) && byId(hash);
    if (one) { one.checked = true; return true; }
    hash.split("&").forEach(function (pair) {
      var at = pair.indexOf("=");
      if (at > 0) asked[pair.slice(0, at)] = pair.slice(at + 1).split(",");
    });
    if (!asked.roles && !asked.situations) return false;
    reset();
    roleBoxes.forEach(function (b) { b.checked = (asked.roles || []).indexOf(b.dataset.role) >= 0; });
    situationBoxes.forEach(function (b) { b.checked = (asked.situations || []).indexOf(b.dataset.situation) >= 0; });
    (asked.on || []).forEach(function (id) { if (known[id]) picked[id] = true; });
    (asked.off || []).forEach(function (id) { if (known[id]) picked[id] = false; });
    types.forEach(function (t) { t.checked = t.value === (asked.type && asked.type[0] === "large" ? "large" : "normal"); });
    blanks.checked = !(asked.lines && asked.lines[0] === "none");
    return true;
  }
  function dropAddress() {
    if (!location.hash) return;
    try { history.replaceState(null, "", location.pathname + location.search); } catch (e) { /* it stays */ }
  }

  function forget() {
    all("input[type=text]").forEach(function (input) { input.value = input.defaultValue; });
  }
  function reset() {
    picked = {};
    roleBoxes.concat(situationBoxes).forEach(function (b) { b.checked = false; });
    types.forEach(function (t) { t.checked = t.value === "normal"; });
    blanks.checked = true;
  }

  root.addEventListener("change", function (event) {
    var box = event.target, id = box.dataset.statement;
    if (box === full) { frame(); return; }
    if (box.type === "text") return;
    dropAddress();
    if (id) { picked[id] = box.checked; draw(false); } else draw(true);
  });
  root.addEventListener("input", function (event) {
    if (event.target.type === "text" && event.target !== link) soon();
  });
  takeOff.addEventListener("click", function () {
    offered.forEach(function (id) { picked[id] = false; });
    dropAddress();
    draw(true);
    print.focus();
  });
  print.addEventListener("click", function () { window.clearTimeout(waiting); draw(false); window.print(); });
  byId("od-over").addEventListener("click", function () {
    forget(); reset(); dropAddress(); draw(true); roleBoxes[0].focus();
  });
  window.addEventListener("hashchange", function () { if (fromAddress()) draw(true); });
  /* Whoever comes back with "Back" finds nothing that was typed. */
  window.addEventListener("pagehide", function () { forget(); draw(false); });
  window.addEventListener("resize", frame);

  var today = new Date();
  byId("od-made-on").textContent = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
    .map(function (n) { return (n < 10 ? "0" : "") + n; }).join("-");
  var address = byId("od-address"), copied = address.dataset.copy;
  address.textContent = address.dataset.address || (location.protocol === "file:"
    ? "Made with the page “Build a sheet” of the copy for use without a network" + (copied ? ", made on " + copied : "") + "."
    : location.origin + location.pathname);
  if (/^http/.test(address.textContent)) address.textContent = "Made at " + address.textContent;

  forget();
  byId("od-no-builder").remove();
  root.hidden = false;
  doc.documentElement.classList.add("od-building");
  fromAddress();
  draw(true);
  /* The font may come later than the first measure. */
  if (doc.fonts && doc.fonts.ready) doc.fonts.ready.then(function () { draw(false); });
})();
