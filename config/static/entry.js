// A block copied from a spreadsheet fills the cells of a grid from where it is pasted.
// Each page works whole without it.
"use strict";

const GRID = "table[data-grid]";
const FIELDS = "input:not([type=hidden]), select, textarea";

// The rows of all grids of the page in their order, each with the fields that are typed in it.
function rowsOf() {
  return [...document.querySelectorAll(`${GRID} tbody tr`)]
    .map((row) => [...row.querySelectorAll(FIELDS)])
    .filter((fields) => fields.length);
}

function placeOf(field) {
  const rows = rowsOf();
  const row = rows.findIndex((fields) => fields.includes(field));
  return row < 0 ? null : { rows, row, column: rows[row].indexOf(field) };
}

// A choice takes the word that is shown or the code behind it; what is neither leaves it alone.
function put(field, text) {
  const value = text.trim();
  if (field instanceof HTMLSelectElement) {
    const found = [...field.options].find((one) => one.text.trim() === value || one.value === value);
    if (!found) return false;
    field.value = found.value;
  } else {
    field.value = field.type === "number" ? value.replace(/,/g, "") : value;
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  if (!(field instanceof Element) || !field.closest(GRID) || !/[\t\n]/.test(text.trim())) return;
  const place = placeOf(field);
  if (!place) return;
  event.preventDefault();
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    line.split("\t").forEach((cell, across) => {
      const row = place.rows[place.row + down];
      const into = row && row[place.column + across];
      if (into) put(into, cell);
    });
  });
});

// Enter goes to the same cell of the next row, as in a spreadsheet; with Shift, of the row before.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || !field.closest(GRID)) return;
  const place = placeOf(field);
  if (!place) return;
  event.preventDefault();
  const row = place.rows[place.row + (event.shiftKey ? -1 : 1)];
  const next = row && (row[place.column] || row[row.length - 1]);
  if (next) next.focus();
});
