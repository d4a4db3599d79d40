/* Asks the search for what a reader means: without words that say nothing, with other forms of a
   word, and with a letter or two wrong. The theme alone takes "a" for every word that begins with
   it, and a misspelled word for nothing. The query stays on this page: nothing is stored or sent. */
(function () {
  "use strict";
  var QUERY = 2; /* the theme's mark of a query, among its messages to the search */
  var silent = (
    "a about after all am an and any are as at be been but by can could did didnt do does doesnt dont " +
    "for from had has hasnt have havent he her hes him his how i if im in into is isnt it its me my of " +
    "on or our she shes so some than that the their them then there these they theyre this to was we " +
    "were what whats when where which who will with would you your " +
    "con de del el él en es está la las lo los mi para por que qué se su un una y"
  ).split(" ");

  function widened(word) {
    var stem = word.replace(/(ations?|ions?|ies|ied|ing|ed|es|s|y|e)$/, "");
    var forms = [word + "^20", word + "*^4"];
    if (stem !== word && stem.length > 3) forms.push(stem + "*^3");
    if (word.length > 4) forms.push(word + (word.length > 8 ? "~2^1" : "~1^1"));
    return forms.join(" ");
  }

  function meant(query) {
    if (/[+"*~^]/.test(query)) return query; /* the reader's own marks */
    var words = query
      .toLowerCase()
      .replace(/['’]|\b(\w)\.(?=\w\b|\s|$)/g, "$1")
      .split(/[^\p{L}\p{N}.]+|\.(?!\d)/u)
      .filter(Boolean);
    var telling = words.filter(function (word) { return silent.indexOf(word) < 0; });
    return (telling.length ? telling : words).map(widened).join(" ");
  }

  var send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message) {
    if (message && message.type === QUERY) message = { type: QUERY, data: meant(message.data) };
    return send.call(this, message);
  };
})();
