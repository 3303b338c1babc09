// A kind of work chosen from the list takes effect at once; without script the button beside it does.
"use strict";
(function () {
  document.addEventListener("change", function (event) {
    var to = event.target.getAttribute("data-go");
    if (!to || !event.target.value) return;
    var button = event.target.form.querySelector("button[name=to][value=" + to + "]");
    if (button) button.click();
  });
})();
