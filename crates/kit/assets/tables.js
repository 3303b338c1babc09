// Tables: tick all, and a copied selection of rows that pastes into a spreadsheet as cells.
"use strict";
(function () {
  function mark(box) {
    var row = box.closest("tr");
    if (row) row.classList.toggle("chosen", box.checked);
  }
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.type !== "checkbox" || !box.closest("table")) return;
    if (box.hasAttribute("data-tick-all")) {
      Array.prototype.forEach.call(box.closest("table").querySelectorAll("tbody .tick input"), function (other) {
        other.checked = box.checked;
        mark(other);
      });
    } else mark(box);
  });
  function line(row) {
    var cells = Array.prototype.filter.call(row.cells, function (cell) {
      return !cell.classList.contains("tick");
    });
    return cells
      .map(function (cell) {
        return cell.textContent.trim().replace(/\s+/g, " ");
      })
      .join("\t");
  }
  document.addEventListener("copy", function (event) {
    var selection = window.getSelection();
    var rows = [];
    Array.prototype.forEach.call(document.querySelectorAll("table.rows tr"), function (row) {
      var box = row.querySelector("td.tick input");
      var wanted = selection.isCollapsed ? box && box.checked : selection.containsNode(row, true);
      if (wanted) rows.push(row);
    });
    // Within one row people copy words, not cells.
    if (rows.length < 2 && !(rows.length === 1 && selection.isCollapsed)) return;
    event.clipboardData.setData("text/plain", rows.map(line).join("\r\n"));
    event.preventDefault();
  });
})();
