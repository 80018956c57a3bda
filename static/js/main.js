// Makes pages quicker. Everything works without it.
"use strict";

// A form is sent once; the buttons come back when the person does, or when no answer has come for a while.
const PATIENCE = 15000;

function rest(form, resting) {
  form.toggleAttribute("data-sent", resting);
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (resting) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else {
    rest(form, true);
    setTimeout(() => rest(form, false), PATIENCE);
  }
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => rest(form, false)));

// What is wrong is read first.
const errors = document.querySelector(".errors");
if (errors) errors.focus();

// How many letters are left, counted as the server counts them.
const figures = new Intl.NumberFormat("vi-VN");
for (const words of document.querySelectorAll("[data-count]")) {
  const box = document.getElementById(words.dataset.count);
  const longest = Number(words.dataset.longest);
  const tell = () => {
    const left = longest - [...box.value.normalize("NFC")].length;
    words.classList.toggle("is-over", left < 0);
    words.textContent = left < 0 ? `Dài quá ${figures.format(-left)} ký tự` : `Còn ${figures.format(left)} ký tự`;
  };
  box.addEventListener("input", tell);
  if (box.value) tell();
}

// What is typed stands as it will be printed.
for (const echo of document.querySelectorAll("[data-echo]")) {
  const box = document.getElementById(echo.dataset.echo);
  box.addEventListener("input", () => (echo.textContent = box.value));
}

// A bar of progress looks at its page again every two seconds; when the work has ended the page is loaded anew.
async function look(bar) {
  if (!document.hidden) {
    const answer = await fetch(bar.dataset.poll, { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = [...page.querySelectorAll("[data-poll]")].find((one) => one.dataset.bar === bar.dataset.bar);
      if (!fresh) return location.reload();
      const [now, then] = [bar, fresh].map((one) => one.querySelector("progress"));
      now.max = then.max;
      now.value = then.value;
      bar.querySelector(".progress-words").textContent = fresh.querySelector(".progress-words").textContent;
    }
  }
  setTimeout(look, 2000, bar);
}
document.querySelectorAll("[data-poll]").forEach((bar) => setTimeout(look, 2000, bar));

// “In” and “chọn tất cả” exist only where they can work.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const label of document.querySelectorAll("[data-tick-all]")) {
  const all = label.querySelector("input");
  const boxes = [...label.closest("table").querySelectorAll("tbody .tick input")];
  label.hidden = false;
  const show = () => {
    for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}
