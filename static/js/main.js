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

// Whoever is alike in the register is shown while the name is typed.
for (const place of document.querySelectorAll("[data-similar]")) {
  const form = place.closest("form");
  const [found, reason] = [place.querySelector("[data-found]"), place.querySelector("[data-reason]")];
  let waits;
  const ask = async () => {
    const address = new URL(place.dataset.similar, location);
    for (const name of ["name", "birth_year", "address", "honorific"]) {
      const answer = new FormData(form).get(name);
      if (answer) address.searchParams.set(name, answer);
    }
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    found.replaceChildren(...page.querySelector("[data-found]").childNodes);
    reason.hidden = !found.querySelector("[data-repeats]") && !reason.querySelector("textarea").value;
  };
  form.addEventListener("input", (event) => {
    if (!["name", "birth_year", "address", "honorific"].includes(event.target.name)) return;
    clearTimeout(waits);
    waits = setTimeout(ask, 500);
  });
}

// What is typed is kept while it is typed: on the server, and where the line is cut on this machine until it can go.
for (const status of document.querySelectorAll("[data-typing]")) {
  const form = document.querySelector("main form.form");
  const store = `typing ${status.dataset.owner} ${status.dataset.typing}`;
  const token = () => [...crypto.getRandomValues(new Uint8Array(20))].map((n) => n.toString(36).padStart(2, "0")).join("");
  let waits, sent, going;
  const typed = () => {
    const fields = new FormData(form);
    for (const name of ["csrf_token", "request_token", "citizen_number"]) fields.delete(name);
    return new URLSearchParams(fields).toString();
  };
  const keep = async () => {
    clearTimeout(waits);
    const now = typed();
    if (now === sent || form.hasAttribute("data-sent")) return;
    const body = new URLSearchParams(now);
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("request_token", token());
    going = fetch(status.dataset.typing, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
    const answer = await going;
    going = null;
    if (answer && answer.ok && !answer.url.includes("/sign-in")) {
      const said = await answer.json();
      sent = now;
      localStorage.removeItem(store);
      status.textContent = [`Đã lưu tạm lúc ${said.at}; bấm “Lưu” để ghi vào hồ sơ.`, ...said.others].join(" ");
    } else {
      localStorage.setItem(store, now);
      const why = !answer ? "đường truyền bị cắt" : answer.status === 401 ? "phiên làm việc đã hết" : "máy chủ chưa nhận";
      status.textContent = `Chưa lưu được: ${why}. Nội dung được giữ trên máy này.`;
      if (!answer) waits = setTimeout(keep, 10000);
    }
  };
  const left = localStorage.getItem(store);
  if (left) {
    for (const [name, text] of new URLSearchParams(left)) {
      const field = form.elements[name];
      if (field && name !== "seen") field.value = text;
    }
    status.textContent = "Đã lấy lại nội dung chưa gửi được từ máy này.";
    waits = setTimeout(keep, 500);
  }
  const soon = (after) => () => {
    clearTimeout(waits);
    waits = setTimeout(keep, after);
  };
  form.addEventListener("input", soon(3000));
  form.addEventListener("change", soon(500)); // pressing “Lưu” is a change, too, and must not race with what it sends
  form.addEventListener("submit", async (event) => {
    clearTimeout(waits);
    localStorage.removeItem(store);
    if (!going) return;
    event.preventDefault(); // what is being kept arrives first, or it would stand as unsaved after the save
    event.stopPropagation();
    const { submitter } = event;
    await going;
    form.requestSubmit(submitter);
  });
  addEventListener("online", () => localStorage.getItem(store) && keep());
  document.addEventListener("visibilitychange", () => document.hidden && waits && keep());
}

// What is missing goes from the list while it is written.
for (const line of document.querySelectorAll("[data-needs]")) {
  const field = document.getElementById(line.dataset.needs);
  if (field && field.form) field.form.addEventListener("input", () => (line.hidden = Boolean(field.type === "radio" ? field.form.elements[field.name].value : field.value.trim())));
}

// The sentence stands on the real paper a moment after it was typed.
for (const figure of document.querySelectorAll("[data-paper]")) {
  const box = document.getElementById(figure.dataset.from);
  const said = figure.querySelector("[role=status]");
  let waits;
  box.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(() => {
      const address = `${figure.dataset.paper}?${new URLSearchParams({ citation: box.value })}`;
      const image = figure.querySelector("img") || figure.appendChild(new Image(1263, 893));
      image.alt = "Giấy với câu vừa viết";
      image.onload = () => (said.textContent = "Câu vừa viết, trên mẫu giấy sẽ in: vừa giấy.");
      image.onerror = async () => {
        const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
        if (!answer || answer.status !== 409) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        said.textContent = page.querySelector(".notice-danger").textContent;
      };
      image.src = address;
    }, 700);
  });
}
