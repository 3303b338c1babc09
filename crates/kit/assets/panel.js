// Panels: a link with data-panel="#side" shows what it leads to beside the page, and so do links in the panel to more of the same.
// Without script they are plain links.
"use strict";
(function () {
  var count = 0;
  function marked(link) {
    Array.prototype.forEach.call(document.querySelectorAll("a[data-panel].sel"), function (other) {
      other.classList.remove("sel");
      other.removeAttribute("aria-current");
    });
    link.classList.add("sel");
    link.setAttribute("aria-current", "true");
  }
  function show(panel, html, path) {
    panel.removeAttribute("aria-busy");
    panel.innerHTML = html;
    panel.hidden = false;
    panel.setAttribute("data-shows", path);
    panel.setAttribute("tabindex", "-1");
    panel.focus({ preventScroll: true });
    // Beside the page it is in sight already; below it, its beginning must come into sight.
    if (window.innerWidth > 1024) panel.scrollTop = 0;
    else panel.scrollIntoView();
  }
  function panelOf(link) {
    var asked = link.getAttribute("data-panel");
    if (asked) return document.querySelector(asked);
    var inside = link.closest("[data-shows]");
    return inside && inside.getAttribute("data-shows") === link.pathname ? inside : null;
  }
  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    var link = event.target.closest && event.target.closest("a[href]");
    var panel = link && window.fetch ? panelOf(link) : null;
    if (!panel) return;
    event.preventDefault();
    var mine = ++count;
    panel.setAttribute("aria-busy", "true");
    if (link.hasAttribute("data-panel")) marked(link);
    window
      .fetch(link.href, { headers: { "X-Partial": "1" }, credentials: "same-origin" })
      .then(function (response) {
        var elsewhere = response.headers.get("hx-redirect");
        if (elsewhere) {
          // The way back is this page, not the panel alone.
          window.location.assign("/sign-in?next=" + encodeURIComponent(window.location.pathname + window.location.search));
          return null;
        }
        if (!response.ok) throw new Error(String(response.status));
        return response.text();
      })
      .then(function (html) {
        // A later click has the panel by now.
        if (html !== null && mine === count) show(panel, html, link.pathname);
      })
      .catch(function () {
        window.location.assign(link.href);
      });
  });
})();
