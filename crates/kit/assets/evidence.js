// Files chosen for a record are sent one after the other and in pieces, each with its progress. A connection that breaks goes on where it
// broke off; what fails is said beside its name. Without script the form sends them all at once.
"use strict";
(function () {
  var card = document.getElementById("evidence");
  var form = card && card.querySelector("form[enctype]");
  var list = card && card.querySelector(".sending");
  if (!form || !list || !window.FormData) return;
  var input = form.querySelector("input[type=file]");
  var button = form.querySelector(".send .btn");
  var busy = false;
  var PIECE = 512 * 1024;
  var MOST = 50 * 1024 * 1024;

  function row(file) {
    var item = document.createElement("li");
    var name = document.createElement("span");
    var bar = document.createElement("progress");
    var said = document.createElement("span");
    name.textContent = file.name;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    said.className = "hint";
    said.textContent = "等待";
    [name, bar, said].forEach(function (part) { item.appendChild(part); });
    list.appendChild(item);
    return { file: file, item: item, bar: bar, said: said, name: name };
  }

  function store(act) {
    try {
      return act(window.localStorage);
    } catch (ignored) {
      return null; // Storage is switched off: a file that breaks off begins anew after a reload.
    }
  }

  function newId() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    var hex = Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // The same file chosen again for the same record goes on where it broke off, after a reload too.
  function uploadOf(one) {
    var key = "evidence:" + [window.location.pathname, one.file.name, one.file.size, one.file.lastModified].join(":");
    var id = store(function (s) { return s.getItem(key); }) || newId();
    store(function (s) { s.setItem(key, id); });
    one.forget = function () { store(function (s) { s.removeItem(key); }); };
    return id;
  }

  function post(url, body, onAnswer) {
    var request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.onload = function () { onAnswer(request.status, request.responseText); };
    request.onerror = function () { onAnswer(0, ""); };
    request.send(body);
  }

  function told(status, text) {
    if (!status) return "网络中断，没有传完。";
    try {
      return JSON.parse(text).error || "没有添加（" + status + "）。";
    } catch (ignored) {
      return "没有添加（" + status + "）。请刷新页面后再试。"; // A page: the sign-in has ended, or something stands in front of the server.
    }
  }

  // Pieces first, then the word that they are all there. A break is waited out a few times before somebody has to press a button.
  function send(one, done) {
    var id = uploadOf(one);
    var failed = 0;
    function at(part) {
      return form.action.replace(/\/evidence(\?|$)/, "/evidence" + part + "$1");
    }
    function stop(status, text) {
      var again = !status || status >= 500;
      if (!again) one.forget();
      done(told(status, text), again);
    }
    function piece(from) {
      var body = one.file.slice(from, from + PIECE);
      var url = at("/part") + (form.action.indexOf("?") < 0 ? "?" : "&") + "of=" + id + "&from=" + from;
      post(url, body, function (status, text) {
        if (status === 200) {
          failed = 0;
          var there = JSON.parse(text).there;
          one.bar.value = (100 * there) / one.file.size;
          one.said.textContent = Math.floor(one.bar.value) + "%";
          if (there < one.file.size) return piece(there);
          return finish();
        }
        failed += 1;
        if ((status && status < 500) || failed > 3) return stop(status, text);
        one.said.textContent = "网络不稳，正在重连";
        window.setTimeout(function () { piece(from); }, 1000 * failed);
      });
    }
    function finish() {
      var body = new FormData();
      one.said.textContent = "正在检查";
      [["alone", "1"], ["of", id], ["name", one.file.name]].forEach(function (pair) { body.append(pair[0], pair[1]); });
      post(form.action, body, function (status, text) {
        if (status !== 204) return stop(status, text);
        one.forget();
        done("");
      });
    }
    if (one.file.size > MOST) return done("每个文件最大 50MB。", false);
    piece(0);
  }

  function again(one) {
    var retry = document.createElement("button");
    retry.type = "button";
    retry.className = "btn";
    retry.textContent = "再传一次";
    retry.onclick = function () {
      one.item.removeChild(retry);
      run([one]);
    };
    one.item.appendChild(retry);
  }

  function run(all) {
    var failed = 0;
    busy = true;
    button.disabled = true;
    (function next(at) {
      if (at === all.length) {
        busy = false;
        button.disabled = false;
        if (!failed && !list.querySelector(".failed")) window.location.reload();
        return;
      }
      var one = all[at];
      one.item.className = "";
      send(one, function (words, mayTryAgain) {
        one.said.textContent = words || "已添加";
        one.bar.hidden = true;
        if (words) {
          failed += 1;
          one.item.className = "failed";
          if (mayTryAgain) again(one);
        }
        next(at + 1);
      });
    })(0);
  }

  form.addEventListener("submit", function (event) {
    if (!input.files || !input.files.length) return;
    event.preventDefault();
    if (busy) return;
    list.hidden = false;
    run(Array.prototype.map.call(input.files, row));
    input.value = "";
  });
  input.addEventListener("change", function () {
    if (input.files.length && !busy) form.requestSubmit ? form.requestSubmit() : button.click();
  });
  window.addEventListener("beforeunload", function (event) {
    if (busy) event.preventDefault();
  });
})();
