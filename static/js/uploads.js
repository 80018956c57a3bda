// Photos are made small and turned upright on this machine, without position; files go in pieces that go on after a cut.
"use strict";

const LARGEST = 300000; // bytes of a photo: five go over 400 kbit/s in less than a minute
const PIECE = 128 * 1024;
const EDGES = [1600, 1280, 960, 640];

async function shrunk(file) {
  if (!file.type.startsWith("image/") || file.size <= LARGEST / 3) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return file; // what this browser cannot read, such as HEIC, the server makes small
  for (const edge of EDGES) {
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.82, 0.72, 0.6]) {
      const blob = await new Promise((give) => canvas.toBlob(give, "image/jpeg", quality));
      if (blob.size <= LARGEST) return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type });
    }
  }
  return file;
}

for (const status of document.querySelectorAll("[data-uploads]")) {
  const form = status.closest("form");
  const input = form.querySelector("input[type=file]");
  const rest = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));
  const token = () => [...crypto.getRandomValues(new Uint8Array(20))].map((n) => n.toString(36).padStart(2, "0")).join("");
  input.multiple = true;

  const send = async (address, fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("request_token", token());
    for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
      const answer = await fetch(address, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
      if (answer && answer.status < 500) return answer;
      status.textContent = "Đường truyền bị cắt; sẽ gửi tiếp từ chỗ dở khi có lại.";
      await rest(wait);
      if (fields.piece) return (await fetch(address, { credentials: "same-origin" }).catch(() => null)) || send(address, fields);
    }
  };
  const upload = async (file, number, all) => {
    const opened = await send(status.dataset.uploads, {
      doc_type: form.elements.doc_type.value,
      caption: form.elements.caption.value,
      name: file.name,
      size: file.size,
    });
    if (!opened.ok) throw new Error("Chọn loại tài liệu rồi gửi lại.");
    const address = opened.url;
    let there = await opened.json();
    while (!there.done) {
      status.textContent = `Đang gửi tệp ${number} trên ${all}: ${Math.round((100 * there.offset) / file.size)} %`;
      const piece = file.slice(there.offset, there.offset + PIECE);
      there = await (await send(address, { offset: there.offset, piece })).json();
      if (there.refused) throw new Error(`${file.name}: ${there.refused}`);
    }
  };

  form.addEventListener("submit", async (event) => {
    if (!input.files.length || !form.elements.doc_type.value) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.hasAttribute("data-busy")) return;
    form.setAttribute("data-busy", "");
    const files = [...input.files];
    try {
      for (const [place, file] of files.entries()) await upload(await shrunk(file), place + 1, files.length);
      status.textContent = `Đã nhận ${files.length} tệp.`;
      location.reload();
    } catch (error) {
      status.textContent = error.message;
      form.removeAttribute("data-busy");
    }
  });
}
