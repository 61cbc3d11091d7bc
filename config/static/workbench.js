// What the workbench of a goal gains with JavaScript: rows at once, Enter to the next row.
"use strict";

// A new row is a copy of the empty one; without JavaScript the same button asks for more rows.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-new-row]");
  if (!button) return;
  event.preventDefault();
  newRow(button);
});

function newRow(button) {
  const total = document.getElementById(`id_${button.dataset.newRow}-TOTAL_FORMS`);
  const blank = document.getElementById("new-row").content.firstElementChild;
  const row = document.createElement("div");
  row.innerHTML = blank.outerHTML.replaceAll("__prefix__", total.value);
  const made = row.firstElementChild;
  made.querySelector("legend").prepend(`${Number(total.value) + 1}．`);
  total.value = String(Number(total.value) + 1);
  document.getElementById("new-row").before(made);
  made.querySelector("select").focus();
}

// Enter leads to the same column of the next row, and from the last row to a new one.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  const typing = event.key === "Enter" && !event.isComposing && field instanceof HTMLInputElement;
  const row = typing ? field.closest(".measure") : null;
  if (!row || field.type === "checkbox") return;
  event.preventDefault();
  if (!row.nextElementSibling.matches(".measure")) newRow(document.querySelector("[data-new-row]"));
  const below = row.nextElementSibling.querySelector(`[name$="-${column(field)}"]`);
  const shown = below && below.checkVisibility() ? below : row.nextElementSibling.querySelector("[name$='-name']");
  shown.focus();
});

function column(field) {
  return field.name.slice(field.name.lastIndexOf("-") + 1);
}

// A remark leads into its field, also where that lies behind a summary.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".bench a[href^='#'], .message.error a[href^='#']");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  const hidden = place.closest("details");
  if (hidden) hidden.open = true;
  (place.matches(".months") ? place.querySelector("input") : place).focus();
});
