// A file that comes back: it is sent as data, and what became of it stands below the form.
"use strict";

const MOST_BYTES = 1400000;
const returned = document.getElementById("returned");

function part(id) {
  return document.getElementById(id);
}

function list(lines) {
  part("said").replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  }));
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function show(status, said) {
  part("choice").hidden = status !== 409;
  if (status === 409) {
    part("told").textContent =
      "ファイルを受け取ったあとに、シートでも直された欄があります。まだ保存していません。どちらを残すかを選んで、もう一度押してください。";
    list(said.conflicts.concat(
      said.choices.map(([own, other]) => `シート: ${own || "（なし）"} ／ ファイル: ${other || "（なし）"}`)));
  } else if (status === 200) {
    part("told").textContent = said.saved
      ? `保存しました。直されたところ: ${said.changed.join("、")}`
      : "変わったところはありません。";
    list(said.notes.concat(said.unplaced.map(
      ([place, text]) => `${place} の「${text}」は、どの欄にも入らないので、シートに入れていません。`)));
  } else {
    part("told").textContent = said.told ?? "うまくいきませんでした。頁を開き直してください。";
    list([]);
  }
}

returned?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = part("file").files[0];
  if (file.size > MOST_BYTES) {
    part("told").textContent = "ファイルが大きすぎます。絵や写真を除いてから、もう一度選んでください。";
    return;
  }
  const knob = event.submitter;
  knob.disabled = true;
  part("told").textContent = "送っています…";
  try {
    const content = {
      name: file.name,
      file: await encoded(file),
      side: part("choice").hidden ? "" : part("side").value,
      correction: part("correction")?.value ?? "",
    };
    const answer = await fetch(returned.dataset.to.split("/").map(encodeURIComponent).join("/"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
    });
    show(answer.status, await answer.json().catch(() => ({})));
  } catch {
    part("told").textContent = "届きませんでした。もう一度押してください。";
  }
  knob.disabled = false;
});
