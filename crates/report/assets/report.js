// A report's page: the figure whose proof stands beside the document is marked in it; the editor shows the document as it is written.
"use strict";
(function () {
  var meta = document.querySelector("meta[name=csrf]");
  var headers = { "X-Partial": "1", "X-Csrf-Token": meta ? meta.content : "" };

  var side = document.getElementById("side");
  if (side && window.MutationObserver) {
    new window.MutationObserver(function () {
      var shown = side.getAttribute("data-shows");
      Array.prototype.forEach.call(document.querySelectorAll(".doc a.f"), function (link) {
        var now = link.pathname === shown;
        link.classList.toggle("sel", now);
        if (now) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }).observe(side, { attributes: true, attributeFilter: ["data-shows"] });
  }

  var form = document.querySelector("form[data-preview]");
  var place = document.getElementById("preview");
  if (!form || !place) return;
  var text = form.elements.text;
  var timer = 0;
  var round = 0;
  function preview() {
    var mine = ++round;
    window
      .fetch(form.getAttribute("data-preview"), { method: "POST", headers: headers, body: new URLSearchParams(new FormData(form)), credentials: "same-origin" })
      .then(function (response) {
        return response.ok ? response.text() : null;
      })
      .then(function (html) {
        if (html !== null && mine === round) place.innerHTML = html;
      })
      .catch(function () {}); // Without a network the last preview stays.
  }
  form.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(preview, 500);
  });

  var insert = form.querySelector("[data-insert]");
  insert.parentNode.hidden = false;
  insert.addEventListener("change", function () {
    if (!insert.value) return;
    var words = "{" + insert.value + "}";
    var at = text.selectionStart;
    text.value = text.value.slice(0, at) + words + text.value.slice(text.selectionEnd);
    text.selectionStart = text.selectionEnd = at + words.length;
    insert.value = "";
    text.focus();
    preview();
  });
})();
