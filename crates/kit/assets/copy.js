// A button that copies what it names: words, or a table that pastes into a spreadsheet as cells.
"use strict";
(function () {
  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), function (button) {
    button.hidden = false;
    var words = button.textContent;
    button.addEventListener("click", function () {
      var what = document.querySelector(button.getAttribute("data-copy"));
      // A selection that is copied works without https too.
      var selection = window.getSelection();
      if (what.select) what.select();
      else {
        var range = document.createRange();
        range.selectNodeContents(what);
        selection.removeAllRanges();
        selection.addRange(range);
      }
      var done = document.execCommand("copy");
      button.textContent = done ? "已复制" : "请按 Ctrl+C 复制";
      if (done) selection.removeAllRanges();
      window.setTimeout(function () {
        button.textContent = words;
      }, 2000);
    });
  });
})();
