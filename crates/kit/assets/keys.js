// Keys: "/" to the search box, "?" lists the keys, Esc closes or goes back; a letter leads to the page of the navigation that bears it.
"use strict";
(function () {
  var box = document.getElementById("keys");
  var LIST = [["/", "到搜索框"], ["?", "显示或隐藏本表"], ["Enter", "提交表单"], ["Esc", "关闭、取消"]];
  function typing(target) {
    return target && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
  }
  function ways() {
    return Array.prototype.slice.call(document.querySelectorAll(".nav a[data-key]"));
  }
  function fill() {
    var list = document.createElement("dl");
    var own = ways().map(function (way) {
      return [way.getAttribute("data-key"), "到" + way.textContent.trim()];
    });
    own.concat(LIST).forEach(function (pair) {
      var key = document.createElement("dt"), word = document.createElement("dd");
      key.textContent = pair[0];
      word.textContent = pair[1];
      list.appendChild(key);
      list.appendChild(word);
    });
    box.appendChild(list);
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      var cancel = document.querySelector("[data-cancel]");
      if (box && !box.hidden) box.hidden = true;
      else if (typing(event.target)) event.target.blur();
      else if (cancel) window.location.assign(cancel.href);
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "/") {
      var search = document.querySelector("input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "?" && box) {
      if (!box.firstChild) fill();
      box.hidden = !box.hidden;
    } else {
      var way = ways().filter(function (way) {
        return way.getAttribute("data-key") === event.key.toLowerCase();
      })[0];
      if (way) {
        event.preventDefault();
        window.location.assign(way.href);
      }
    }
  });
})();
