// What a page gains with JavaScript; each page works whole without it.
"use strict";

// Copied amounts are exact: the value in 元, not the rounded 万元 that is shown.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData) return;
  const copied = selection.getRangeAt(0).cloneContents();
  const amounts = copied.querySelectorAll("data.amount");
  const inside = closest(selection.anchorNode, "data.amount");
  if (inside && inside.contains(selection.focusNode)) {
    event.clipboardData.setData("text/plain", inside.value);
    event.preventDefault();
    return;
  }
  if (!amounts.length) return;
  amounts.forEach((amount) => { amount.textContent = amount.value; });
  copied.querySelectorAll(".vh").forEach((hidden) => hidden.remove());
  event.clipboardData.setData("text/plain", written(copied));
  event.preventDefault();
});

function closest(node, selector) {
  const element = node instanceof Element ? node : node && node.parentElement;
  return element ? element.closest(selector) : null;
}

// Cells are parted by tabs and rows by line ends, as a spreadsheet expects them.
function written(fragment) {
  const rows = [...fragment.querySelectorAll("tr")];
  if (!rows.length) return fragment.textContent.trim();
  return rows
    .map((row) => [...row.children].map((cell) => cell.textContent.trim().replace(/\s+/g, " ")).join("\t"))
    .join("\n");
}

// The error summary takes the focus, so that a reader without eyes meets it first.
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector("[data-focus]:not(.example *)");
  if (summary) summary.focus();
});

// One box in the head of a list picks all its rows; a line says how many are picked.
document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLInputElement)) return;
  const list = event.target.closest(".list");
  if (!list || !event.target.matches(".pick, .pick-all")) return;
  const boxes = [...list.querySelectorAll(".pick")];
  if (event.target.matches(".pick-all")) {
    boxes.forEach((box) => { box.checked = event.target.checked; });
  }
  tellPicked();
});

function tellPicked() {
  const count = document.querySelectorAll(".list .pick:checked").length;
  document.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = String(count); });
}

// A list that changed in place is told to whoever does not see it.
document.addEventListener("htmx:afterSettle", () => {
  tellPicked();
  const found = document.querySelector(".list .found");
  const flashes = document.querySelector(".flashes");
  if (!found || !flashes) return;
  const told = document.createElement("span");
  told.className = "vh";
  told.textContent = found.textContent;
  flashes.replaceChildren(told);
});

// An answer is dropped where its filter says something else by now: what is chosen next asks again.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, formData } = event.detail.requestConfig;
  if (!elt.matches(".filter")) return;
  const said = (form) => new URLSearchParams(form).toString();
  if (said(formData) !== said(new FormData(elt))) event.detail.shouldSwap = false;
});

// What cannot be answered in place is asked for as a page, which says why.
document.addEventListener("htmx:responseError", (event) => {
  const { requestConfig, pathInfo } = event.detail;
  if (requestConfig.verb === "get") location.assign(pathInfo.finalRequestPath);
});

// A form is sent once; one that answers with a file can be sent again after a while.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// Without JavaScript a button that prints stays hidden.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

// A long address is copied whole by one button; without a clipboard the button stays hidden.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(field.value);
    field.select();
  });
});
