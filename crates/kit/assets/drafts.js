// Drafts: a form with data-draft saves what is typed, in this browser or at a path of the server, until it was sent with success.
// Any other form outlives a sign-in that ended in the meantime: what was sent waits in this window until one has signed in again.
"use strict";
(function () {
  var meta = function (name) {
    var element = document.querySelector("meta[name=" + name + "]");
    return element ? element.content : "";
  };
  var HIDDEN = /^(hidden|password|file)$/;
  var PENDING = "draft-sent";
  function store(act) {
    try {
      return act(window.localStorage);
    } catch (ignored) {
      return null; // No room, or storage is switched off: the form works all the same.
    }
  }
  function key(form) {
    return "draft:" + meta("account") + ":" + form.getAttribute("data-draft");
  }
  function values(form) {
    var out = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || HIDDEN.test(field.type)) return;
      if (/^(checkbox|radio)$/.test(field.type)) out.push([field.name, field.value, field.checked]);
      else out.push([field.name, field.value]);
    });
    return out;
  }
  function fill(form, saved) {
    saved.forEach(function (item) {
      Array.prototype.forEach.call(form.elements, function (field) {
        if (field.name !== item[0] || HIDDEN.test(field.type)) return;
        if (item.length === 3) {
          if (field.value === item[1]) field.checked = item[2];
        } else field.value = item[1];
      });
    });
  }
  function say(form, words) {
    var note = form.querySelector(".draft-note");
    if (note) note.textContent = words;
  }
  function save(form) {
    var place = form.getAttribute("data-draft");
    if (place.charAt(0) !== "/") {
      store(function (s) {
        s.setItem(key(form), JSON.stringify(values(form)));
      });
      say(form, "草稿已保存在本机");
      return;
    }
    window
      .fetch(place, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Csrf-Token": meta("csrf"), "X-Partial": "1" } })
      .then(function (response) {
        say(form, response.ok ? "草稿已保存" : "草稿没有保存，请先提交或复制内容");
      })
      .catch(function () {
        say(form, "网络中断，草稿没有保存");
      });
  }
  var TYPED = "typed";
  function session(act) {
    try {
      return act(window.sessionStorage);
    } catch (ignored) {
      return null;
    }
  }
  function target(form) {
    return form.getAttribute("action").split("?")[0];
  }
  function keep(form) {
    var sent = { account: meta("account"), action: target(form), values: values(form), expired: false };
    if (!sent.values.length) return;
    session(function (s) {
      s.setItem(TYPED, JSON.stringify(sent));
    });
  }
  function restore(sent) {
    Array.prototype.some.call(document.querySelectorAll("form[method=post]"), function (form) {
      if (target(form) !== sent.action) return false;
      fill(form, sent.values);
      var note = document.createElement("p");
      note.className = "flash";
      note.setAttribute("role", "status");
      note.textContent = "登录已过期。刚才填写的内容已放回，请核对后重新提交。";
      form.insertBefore(note, form.firstChild);
      return true;
    });
  }
  session(function (s) {
    var kept = s.getItem(TYPED);
    if (!kept) return;
    var sent = JSON.parse(kept);
    if (document.body.classList.contains("bare")) {
      // Only the sign-in page says that the session had ended; it may be shown again after a wrong password.
      sent.expired = sent.expired || window.location.pathname === "/sign-in";
      s.setItem(TYPED, JSON.stringify(sent));
      return;
    }
    s.removeItem(TYPED);
    if (sent.expired && sent.account === meta("account")) restore(sent);
  });
  if (!document.body.classList.contains("bare")) {
    document.addEventListener("submit", function (event) {
      var form = event.target;
      var place = form.getAttribute("data-draft") || "/";
      if (form.method === "post" && place.charAt(0) === "/" && !event.defaultPrevented) keep(form);
    });
  }
  // What was sent is forgotten, unless the form came back with errors.
  store(function (s) {
    var sent = s.getItem(PENDING);
    if (!sent) return;
    s.removeItem(PENDING);
    if (!document.querySelector(".errors")) s.removeItem(sent);
  });
  Array.prototype.forEach.call(document.querySelectorAll("form[data-draft]"), function (form) {
    var local = form.getAttribute("data-draft").charAt(0) !== "/";
    var timer = 0;
    if (local && !form.querySelector(".errors")) {
      store(function (s) {
        var saved = s.getItem(key(form));
        if (!saved) return;
        fill(form, JSON.parse(saved));
        say(form, "已恢复上次没有提交的草稿");
      });
    }
    form.addEventListener("input", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, 800, form);
    });
    form.addEventListener("submit", function () {
      window.clearTimeout(timer);
      if (local) {
        store(function (s) {
          s.setItem(PENDING, key(form));
        });
      }
    });
  });
})();
