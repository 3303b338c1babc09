// Forms: sent once however often the button is pressed; the first error gets the focus; what a page asks to confirm is confirmed.
"use strict";
(function () {
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var question = form.getAttribute("data-confirm");
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    if (form.getAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "1");
    Array.prototype.forEach.call(form.querySelectorAll("button:not([type=button])"), function (button) {
      button.setAttribute("aria-disabled", "true");
    });
  });
  // A page that comes back from the browser's memory can be sent again.
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(document.querySelectorAll("form[data-sent]"), function (form) {
      form.removeAttribute("data-sent");
      Array.prototype.forEach.call(form.querySelectorAll("[aria-disabled]"), function (button) {
        button.removeAttribute("aria-disabled");
      });
    });
  });
  var errors = document.querySelector(".errors");
  if (errors) errors.focus();
  // A filter that is chosen from a list takes effect at once.
  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.classList.contains("filters") && event.target.tagName === "SELECT") form.submit();
  });
})();
// A box that adds what was written before to the lines above it.
(function () {
  Array.prototype.forEach.call(document.querySelectorAll("[data-adds]"), function (box) {
    var lines = document.getElementById(box.getAttribute("data-adds"));
    box.parentNode.hidden = false;
    function add() {
      var text = box.value.trim();
      if (!text) return;
      var there = lines.value.replace(/\s+$/, "");
      if ((" " + there.split(/[\n、，,;；]/).join(" ") + " ").indexOf(" " + text + " ") < 0) {
        lines.value = there ? there + "\n" + text : text;
        lines.dispatchEvent(new Event("input", { bubbles: true }));
      }
      box.value = "";
    }
    // One chosen from the list is taken at once (it arrives without a kind of input, or as a replacement); one typed, with Enter.
    box.addEventListener("input", function (event) {
      if (!event.inputType || event.inputType === "insertReplacementText") add();
    });
    box.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      add();
    });
    box.addEventListener("blur", add);
  });
})();
