// Earlier versions: who saved when, what was otherwise then, and going back to it. Needs form.js.
"use strict";

const when = (time) => new Date(time).toLocaleString("ja-JP", { dateStyle: "medium", timeStyle: "short" });

function wordsOf(value) {
  if (isNothing(value)) return "（なし）";
  if (Array.isArray(value)) return value.map(wordsOf).join("\n");
  if (isObject(value)) return Object.values(value).map((one) => wordsOf(one).replaceAll("\n", " ")).join("　");
  return String(value);
}

// What two versions say otherwise: a list of { steps, label, old, now }; rows are paired by name.
function differences(old, now, steps = [], label = "") {
  if (isSame(old, now)) return [];
  const named = (words) => (label ? `${label}の${words}` : words);
  if (isObject(old) && isObject(now)) {
    const keys = [...Object.keys(now), ...Object.keys(old).filter((key) => !(key in now))];
    return keys.flatMap((key) => differences(old[key], now[key], [...steps, key], named(key)));
  }
  const title = form.fields.find((one) => one.key === steps[0])?.name;
  if (steps.length === 1 && title && Array.isArray(old) && Array.isArray(now)) {
    const titles = (rows) => rows.map((row) => (isObject(row) ? row[title] : undefined));
    const [then, here] = [titles(old), titles(now)];
    const isClear = (all) => all.every(isText) && new Set(all).size === all.length;
    if (isClear(then) && isClear(here)) {
      const both = then.filter((one) => here.includes(one));
      const changes = both.flatMap((one) =>
        differences(old[then.indexOf(one)], now[here.indexOf(one)], [...steps, here.indexOf(one)], named(`「${one}」`)));
      const gone = then.filter((one) => !here.includes(one)).map((one) =>
        ({ steps: [...steps, now.length], label: named(`「${one}」`), old: old[then.indexOf(one)], now: undefined }));
      const added = here.filter((one) => !then.includes(one)).map((one) =>
        ({ steps: [...steps, here.indexOf(one)], label: named(`「${one}」`), old: undefined, now: now[here.indexOf(one)] }));
      if (changes.length + gone.length + added.length) return [...changes, ...gone, ...added];
    }
  }
  return [{ steps, label, old, now }];
}

// The data with the value at `steps` as it was.
function withOld(data, { steps, old }) {
  const made = structuredClone(data);
  const last = steps.at(-1);
  const holder = steps.slice(0, -1).reduce((at, step) => at[step], made);
  if (old !== undefined) holder[last] = old;
  else if (Array.isArray(holder)) holder.splice(last, 1);
  else delete holder[last];
  return made;
}

function goBackTo(data, words) {
  build(data);
  changed();
  shown.textContent = words;
}

async function showVersion(one) {
  const answer = await fetch(`/data/version/${one.blob}/${where}`);
  const said = await answer.json();
  if (answer.status !== 200) {
    shown.textContent = said.told ?? "この版を開けません。";
    return;
  }
  const old = JSON.parse(said.data);
  const now = root.read();
  const found = differences(old, now);
  const lines = found.map((change) => {
    const back = button("この欄を戻す", () => {
      box.close();
      goBackTo(withOld(root.read(), change), `${change.label}を前の版に戻しました。「保存」で記録します。`);
    }, `${change.label}を戻す`);
    return element(
      "section",
      { class: "clash" },
      element("h3", { text: change.label }),
      element("dl", {}, element("dt", { text: "この版" }), element("dd", { class: "said", text: wordsOf(change.old) }),
        element("dt", { text: "いま" }), element("dd", { class: "said", text: wordsOf(change.now) })),
      ...(writes ? [back] : []),
    );
  });
  const whole = [["シート全体をこの版に戻す", () => {
    box.close();
    goBackTo(old, "シート全体を前の版に戻しました。「保存」で記録します。");
  }]];
  const title = `${when(one.time)} ${one.name}さんの版`;
  const content = found.length ? lines : [element("p", { text: "いまの内容と同じです。" })];
  const box = openBox(title, content, found.length && writes ? whole : []);
}

async function showVersions() {
  const answer = await fetch(`/data/versions/${where}`);
  const said = await answer.json();
  if (answer.status !== 200) {
    shown.textContent = said.told ?? "前の版を読めません。";
    return;
  }
  const list = element("ol", { class: "items" }, ...said.versions.map((one) =>
    element("li", {}, button(`${when(one.time)}　${one.name}さん`, () => { box.close(); showVersion(one); }))));
  const box = openBox("前の版", [element("p", { text: "いつ、だれが保存したか。選ぶと、いまと違う欄を示します。" }), list], []);
}

document.getElementById("versions").addEventListener("click", showVersions);
