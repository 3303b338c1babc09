// Panels: a link with data-panel="#side" shows what it leads to beside the page. Without script it is a plain link.
"use strict";
(function () {
  var count = 0;
  function show(panel, html) {
    panel.innerHTML = html;
    panel.hidden = false;
    panel.setAttribute("tabindex", "-1");
    panel.focus({ preventScroll: window.innerWidth > 1024 });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    var panel = document.querySelector(link.getAttribute("data-panel"));
    if (!panel || !window.fetch) return;
    event.preventDefault();
    var mine = ++count;
    panel.setAttribute("aria-busy", "true");
    Array.prototype.forEach.call(document.querySelectorAll("a[data-panel].sel"), function (other) {
      other.classList.remove("sel");
    });
    link.classList.add("sel");
    window
      .fetch(link.href, { headers: { "X-Partial": "1" }, credentials: "same-origin" })
      .then(function (response) {
        var elsewhere = response.headers.get("hx-redirect");
        if (elsewhere) {
          // The way back is this page, not the panel alone.
          window.location.assign("/sign-in?next=" + encodeURIComponent(window.location.pathname + window.location.search));
          return null;
        }
        return response.text();
      })
      .then(function (html) {
        // A later click has the panel by now.
        if (html === null || mine !== count) return;
        panel.removeAttribute("aria-busy");
        show(panel, html);
      })
      .catch(function () {
        window.location.assign(link.href);
      });
  });
})();
