// Where two changed one place: both values side by side, one is chosen. Needs form.js.
"use strict";

// Asks about each conflict; `go` gets what was decided, nothing is called where it was left.
function decide(said, go) {
  const parts = said.conflicts.map((one) => {
    const shared = name();
    const saved = element("input", { type: "radio", name: shared });
    const own = element("input", { type: "radio", name: shared });
    const side = (input, title, words) =>
      element("label", { class: "side" }, element("span", {}, input, ` ${title}`), element("span", { class: "said", text: words }));
    const node = element(
      "fieldset",
      { class: "clash" },
      element("legend", { text: one.place }),
      side(saved, "保存されている内容", one.saved),
      side(own, "あなたの内容", one.own),
    );
    return { node, saved, own };
  });
  const told = element("p", { class: "told", role: "alert" });
  const box = openBox("どちらを残すか選んでください", [
    element("p", { text: "同じ欄が先に変えられたか、消す行に注記が付いています。ほかの変更は、そのまま入ります。" }),
    ...parts.map((one) => one.node),
    told,
  ], [["この内容で保存", () => {
    const open = parts.find((one) => !one.saved.checked && !one.own.checked);
    if (open) {
      told.textContent = "まだ選んでいない欄があります。";
      open.saved.focus();
      return;
    }
    box.close();
    go({ sides: parts.map((one) => (one.own.checked ? "own" : "saved")), shown: said.shown });
  }]]);
  parts[0].saved.focus();
}

// A box over the page with its buttons and one that leaves it; the focus goes back afterwards.
function openBox(title, content, buttons) {
  const id = name();
  const from = document.activeElement;
  const box = element("dialog", { "aria-labelledby": id });
  box.append(
    element("h2", { id, text: title }),
    ...content,
    element(
      "p",
      { class: "row-tools" },
      ...buttons.map(([words, act]) => button(words, act)),
      button("閉じる", () => box.close()),
    ),
  );
  box.addEventListener("close", () => {
    box.remove();
    from?.focus?.();
  });
  document.body.append(box);
  box.showModal();
  return box;
}
