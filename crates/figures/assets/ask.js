// 报数: the cursor goes to whom the figure is given, number and arrow keys choose.
"use strict";
(function () {
  function all(selector) {
    return Array.prototype.slice.call(document.querySelectorAll(selector));
  }
  function typing(target) {
    return target && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
  }
  // On a phone a cursor in a field would bring up its keyboard over the answer.
  var whom = document.querySelector(".give input[name=to_whom]");
  var first = document.querySelector("[data-choice]");
  var begin = first || (window.innerWidth > 720 ? whom : null);
  if (begin && !document.querySelector(".errors")) begin.focus({ preventScroll: true });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    var choices = all("[data-choice]");
    if (!choices.length) return;
    var asked = document.querySelector('[data-choice="' + (/^[1-9]$/.test(event.key) ? event.key : "") + '"]');
    if (asked) {
      event.preventDefault();
      window.location.assign(asked.href);
      return;
    }
    var step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    var at = choices.indexOf(document.activeElement);
    choices[(at + step + choices.length) % choices.length].focus();
  });
})();
