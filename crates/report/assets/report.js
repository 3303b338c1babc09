// A report's page: figures open their proof beside the document without leaving it; the editor shows the document as it is written.
"use strict";
(function () {
  var meta = document.querySelector("meta[name=csrf]");
  var headers = { "X-Partial": "1", "X-Csrf-Token": meta ? meta.content : "" };
  var side = document.getElementById("side");

  function mark(link) {
    Array.prototype.forEach.call(document.querySelectorAll(".f.sel"), function (other) {
      other.classList.remove("sel");
      other.removeAttribute("aria-current");
    });
    if (!link) return;
    link.classList.add("sel");
    link.setAttribute("aria-current", "true");
  }

  // A panel that cannot be fetched is opened as the page that it also is.
  function open(href, link) {
    window
      .fetch(href, { headers: headers, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.text();
      })
      .then(function (html) {
        side.innerHTML = html;
        side.scrollTop = 0;
        mark(link);
        if (window.innerWidth < 1024) side.scrollIntoView();
      })
      .catch(function () {
        window.location.assign(href);
      });
  }

  document.addEventListener("click", function (event) {
    if (!side || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var link = event.target.closest ? event.target.closest("a") : null;
    if (!link) return;
    var proof = /^\/reports\/[^/]+\/figures\/[^/]+$/.test(link.pathname);
    if (!proof || !(link.hasAttribute("data-figure") || side.contains(link))) return;
    event.preventDefault();
    open(link.href, link.hasAttribute("data-figure") ? link : document.querySelector(".doc a[href='" + link.pathname + "']"));
  });

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
