// The form of one sheet: built from data, read back to the same data. Text is only ever set as text.
"use strict";

const sheet = document.getElementById("sheet");
const where = sheet.dataset.sheet.split("/").map(encodeURIComponent).join("/");
const shown = document.getElementById("status");
const DRAFT = `draft:${sheet.dataset.person}:${sheet.dataset.sheet}`;
const REST = 60;
const GRAVE = { error: "エラー", warning: "注意", info: "参考" };

let form; // the fields, from the server
let before; // last year's rows
let seen; // the data that was saved last, as it was read
let blob;
let writes = true; // whether this person may change the sheet
let root; // the control of the whole sheet
let places = new Map(); // JSON pointer → the element that shows the value
let timer = 0; // of the rest that what was typed last waits for; 0 where nothing waits
let asked = 0;
let underWay = 0; // checks that were asked for and not answered
let ahead = null; // what was asked before the rest was over, and its answer to come
let composing = false;
let held = null; // an answer that came while a conversion was under way
let numbers = 0;
let lastTold = ""; // the findings that are shown, and at which controls
let lastTargets = [];

// ---- elements

function element(name, words = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(words)) {
    if (key === "text") made.textContent = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function button(text, act, label) {
  return element("button", { type: "button", text, onclick: act, "aria-label": label ?? null });
}

function name() {
  numbers += 1;
  return `c${numbers}`;
}

function told() {
  return element("div", { class: "told" });
}

function escaped(step) {
  return String(step).replaceAll("~", "~0").replaceAll("/", "~1");
}

// ---- controls: each has `node`, `read(pointer)` (undefined: not there) and `first` to focus

const isText = (value) => typeof value === "string";
const isNothing = (value) => value === undefined || value === null;
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function box(field, inner, id) {
  const label = id
    ? element("label", { for: id, text: field.title })
    : element("span", { class: "label", text: field.title });
  const help = field.help ? [element("p", { class: "help", text: field.help })] : [];
  return element("div", { class: "field" }, label, ...help, inner, told());
}

function group(field, inner) {
  const help = field.help ? [element("p", { class: "help", text: field.help })] : [];
  const legend = element("legend", { text: field.title });
  return element("div", { class: "field" }, element("fieldset", {}, legend, ...help, inner), told());
}

// For browsers that do not fit a text area to its text themselves (Edge before 123).
function rowsFor(value) {
  const lines = isText(value) ? value.split("\n") : [];
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 40)), 0);
  return Math.min(20, Math.max(3, rows));
}

// A single value in an input or, where it has several lines, a text area.
function text(value, { many = false, label = null, id = name(), offers = [] } = {}) {
  const isBlock = many || (isText(value) && value.includes("\n"));
  const tail = isBlock && isText(value) && value.endsWith("\n") ? "\n" : "";
  const input = isBlock
    ? element("textarea", { id, rows: rowsFor(value), "aria-label": label })
    : element("input", { type: "text", id, "aria-label": label, autocomplete: "off" });
  input.value = isText(value) ? value.slice(0, value.length - tail.length) : "";
  const list = [];
  if (offers.length) {
    const known = name();
    input.setAttribute("list", known);
    list.push(
      element("datalist", { id: known }, ...offers.map((one) => element("option", { value: one }))),
    );
  }
  const end = tail || (many && isNothing(value) ? "\n" : "");
  return {
    input,
    id,
    list,
    read(pointer) {
      places.set(pointer, input);
      return input.value === "" ? (isText(value) ? "" : value) : input.value + end;
    },
  };
}

function lineControl(field, value, many) {
  const one = text(value, { many, offers: field.offers ?? [] });
  const inner = element("div", {}, one.input, ...one.list);
  return { node: box(field, inner, one.id), read: one.read, first: one.input };
}

function listControl(field, value) {
  const was = Array.isArray(value) ? value : [];
  const list = element("ul", { class: "items" });
  const items = [];
  const add = (given, focus) => {
    const label = field.label ?? field.title;
    const item = isText(given) || given === undefined
      ? text(given, { label, offers: field.offers ?? [] })
      : rawItem(given);
    const line = element(
      "li",
      {},
      element("div", { class: "box" }, item.input, ...item.list, told()),
      button("削除", () => {
        items.splice(items.indexOf(item), 1);
        line.remove();
        more.focus();
        changed();
      }, `${label}のこの項目を削除`),
    );
    items.push(item);
    list.append(line);
    if (focus) item.input.focus();
  };
  was.forEach((one) => add(one));
  const more = button("＋ 追加", () => {
    add(undefined, true);
  }, `${field.label ?? field.title}に項目を追加`);
  return {
    node: group(field, element("div", {}, list, more)),
    read(pointer) {
      places.set(pointer, more);
      const found = [];
      for (const item of items) {
        const given = item.read(`${pointer}/${found.length}`);
        if (!isNothing(given) && given !== "") found.push(given);
      }
      return found.length ? found : value;
    },
    first: more,
    emptied: () => (Array.isArray(value) ? [] : value),
    count: () => items.length,
  };
}

function rawItem(value) {
  const input = element("pre", { class: "raw", tabindex: 0, text: JSON.stringify(value, null, 1) });
  return { input, list: [], read: () => value };
}

// Which sheet it is, says the page's head: here it is only shown.
function lockedControl(key, value) {
  if (!isText(value)) return rawControl({ title: key }, value);
  const node = element("p", { class: "locked", tabindex: -1, text: `${key}: ${value}` });
  return {
    node: element("div", { class: "box" }, node),
    read(pointer) {
      places.set(pointer, node);
      return value;
    },
    first: node,
  };
}

function rawControl(field, value) {
  const item = rawItem(value);
  return {
    node: box(field, element("div", {}, item.input)),
    read(pointer) {
      places.set(pointer, item.input);
      return value;
    },
    first: item.input,
  };
}

// A scale may count: 7 in a file is the 7 of its values. A choice of nothing is where none is made.
const isChosen = (one, value) => one.value === value || (one.value === null && value === undefined) || (isNumber(value) && String(one.value) === value[NUMBER]);

function choiceControl(field, value) {
  const shared = name();
  const inputs = field.choices.map((one) => {
    const input = element("input", { type: "radio", name: shared });
    input.checked = isChosen(one, value);
    return input;
  });
  const labels = field.choices.map((one, at) => element("label", {}, inputs[at], one.words));
  return {
    node: group(field, element("div", { class: "choices" }, ...labels)),
    read(pointer) {
      places.set(pointer, inputs[0]);
      const at = inputs.findIndex((one) => one.checked);
      if (at < 0 || isChosen(field.choices[at], value)) return value;
      return field.choices[at].value ?? undefined;
    },
    first: inputs[0],
    set(wanted) {
      const at = field.choices.findIndex((one) => one.value === wanted);
      if (at >= 0) inputs[at].checked = true;
      return at >= 0;
    },
  };
}

function checksControl(field, value) {
  const was = Array.isArray(value) ? value : [];
  const known = field.choices.map((one) => one.value);
  const choices = [
    ...field.choices,
    ...was.filter((one) => !known.includes(one)).map((one) => ({ value: one, words: `${one}（候補にない値）` })),
  ];
  const inputs = choices.map((one) => {
    const input = element("input", { type: "checkbox" });
    input.checked = was.includes(one.value);
    return input;
  });
  const labels = choices.map((one, at) => element("label", {}, inputs[at], one.words));
  return {
    node: group(field, element("div", { class: "choices" }, ...labels)),
    read(pointer) {
      places.set(pointer, inputs[0]);
      const wanted = choices.filter((_, at) => inputs[at].checked).map((one) => one.value);
      const kept = was.filter((one) => wanted.includes(one));
      const found = [...kept, ...wanted.filter((one) => !kept.includes(one))];
      return found.length ? found : Array.isArray(value) ? [] : value;
    },
    first: inputs[0],
  };
}

function numberedControl(field, value) {
  const was = isObject(value) ? value : {};
  const parts = field.numbers.map((one) => [
    one.key,
    control({ key: one.key, title: one.key, label: `${field.title} ${one.key}`, control: "list", offers: one.offers }, was[one.key]),
  ]);
  const others = Object.keys(was).filter((key) => !field.numbers.some((one) => one.key === key));
  others.forEach((key) => parts.push([key, rawControl({ title: key }, was[key])]));
  return {
    node: group(field, element("div", {}, ...parts.map(([, one]) => one.node))),
    read(pointer) {
      const found = readParts(parts, was, pointer);
      return Object.keys(found).length ? found : value;
    },
    first: parts[0]?.[1].first,
  };
}

// A list of mappings, each a line of inputs, added and taken away by buttons. `make` gives the line of
// a value (its node, its first input, how it is read, what stands behind its button), and nothing
// where the value is of another shape: it is then shown raw.
function linesControl(field, value, make) {
  const was = Array.isArray(value) ? value : [];
  const list = element("div", {});
  const items = [];
  const add = (given, focus) => {
    const item = make(given);
    if (!item) {
      const raw = rawItem(given);
      items.push({ read: () => given, node: raw.input });
      list.append(raw.input);
      return;
    }
    item.node.append(
      button("削除", () => {
        items.splice(items.indexOf(item), 1);
        item.node.remove();
        more.focus();
        changed();
      }, `${field.title}のこの行を削除`),
      ...(item.reading ? [item.reading] : []),
      told(),
    );
    items.push(item);
    list.append(item.node);
    if (focus) item.first.focus();
  };
  was.forEach((one) => add(one));
  const more = button("＋ 行を追加", () => add(undefined, true), `${field.title}に行を追加`);
  return {
    node: group(field, element("div", {}, list, more)),
    items,
    read(pointer) {
      places.set(pointer, more);
      const found = [];
      for (const item of items) {
        item.pointer = `${pointer}/${found.length}`;
        const given = item.read(item.pointer);
        if (!isObject(given) || Object.keys(given).length) found.push(given);
      }
      return found.length ? found : Array.isArray(value) ? [] : value;
    },
    first: more,
  };
}

function stepsControl(field, value) {
  const known = [...form.step, form.outcome.key, form.outcome.day];
  const lines = linesControl(field, value, (given) => {
    const isPlain = given === undefined || (isObject(given) && Object.entries(given).every(([key, one]) => known.includes(key) && (isText(one) || one === null)));
    if (!isPlain) return null;
    const from = given ?? {};
    const parts = form.step.map((key) => [key, text(from[key], { label: `${field.title} ${key}` })]);
    // What became of a step is asked for when a round of the year has begun.
    const hasOutcome = form.outcome.asked || form.outcome.key in from || form.outcome.day in from;
    if (hasOutcome) {
      parts.push([form.outcome.key, picked(form.outcome, from[form.outcome.key], `${field.title} ${form.outcome.key}`)]);
      parts.push([form.outcome.day, text(from[form.outcome.day], { label: `${field.title} ${form.outcome.day}` })]);
    }
    return {
      node: element("div", { class: hasOutcome ? "step with-outcome" : "step" },
        ...parts.map(([key, one]) => element("label", {}, element("span", { text: key }), one.input))),
      first: parts[0][1].input,
      reading: element("output", {}),
      read(pointer) {
        const found = readParts(parts, from, pointer);
        places.set(pointer, parts[1][1].input);
        return found;
      },
    };
  });
  return {
    ...lines,
    tellReadings(readings) {
      for (const item of lines.items) {
        if (item.reading) item.reading.textContent = readings[`${item.pointer}/${escaped(form.when)}`] ?? "";
      }
    },
  };
}

function rowsControl(field, value) {
  const was = Array.isArray(value) ? value : [];
  const list = element("div", {});
  const rows = [];
  const add = (given, focus) => {
    if (given !== undefined && !isObject(given)) {
      const raw = rawItem(given);
      const row = { read: () => given, node: raw.input };
      rows.push(row);
      list.append(row.node);
      return;
    }
    const from = given ?? {};
    const parts = partsOf(field.fields, from);
    const title = element("span", {});
    const count = element("span", { class: "count", hidden: true });
    const row = {
      count,
      node: element("details", { class: "row", open: focus }),
      read(pointer) {
        const found = readParts(parts, from, pointer);
        places.set(pointer, row.summary);
        title.textContent = isText(found[field.name]) ? found[field.name] : "（名称なし）";
        return found;
      },
      parts,
    };
    row.summary = element("summary", {}, title, count);
    const move = (by) => {
      const at = rows.indexOf(row);
      const to = at + by;
      if (to < 0 || to >= rows.length) return;
      rows.splice(at, 1);
      rows.splice(to, 0, row);
      const other = rows[to + (by < 0 ? 1 : -1)].node;
      if (by < 0) other.before(row.node);
      else other.after(row.node);
      changed();
    };
    const tools = element(
      "div",
      { class: "row-tools" },
      button("↑ 上へ", (event) => { move(-1); event.currentTarget.focus(); }),
      button("↓ 下へ", (event) => { move(1); event.currentTarget.focus(); }),
      button("この行を削除", () => remove(row)),
    );
    row.node.append(row.summary, element("div", { class: "inside" }, tools, ...lastYear(field, from), ...parts.map(([, one]) => one.node)), told());
    rows.push(row);
    list.append(row.node);
    if (focus) parts[0]?.[1].first?.focus();
  };
  const remove = (row) => {
    const at = rows.indexOf(row);
    rows.splice(at, 1);
    const back = button("戻す", () => {
      rows.splice(Math.min(at, rows.length), 0, row);
      gone.replaceWith(row.node);
      row.summary.focus();
      changed();
    });
    const gone = element("div", { class: "gone" }, element("span", { text: "行を削除しました。" }), " ", back);
    row.node.replaceWith(gone);
    back.focus();
    changed();
  };
  was.forEach((one) => add(one));
  const more = button("＋ 行を追加", () => {
    add(undefined, true);
    changed();
  }, `${field.title}に行を追加`);
  return {
    node: element("section", { class: "field" }, element("h2", { text: field.title }), ...(field.help ? [element("p", { class: "help", text: field.help })] : []), list, more, told()),
    read(pointer) {
      places.set(pointer, more);
      const found = [];
      for (const row of rows) {
        const given = row.read(`${pointer}/${found.length}`);
        if (!isObject(given) || Object.keys(given).length) found.push(given);
      }
      return found.length ? found : Array.isArray(value) ? [] : value;
    },
    first: more,
    tellReadings: (readings) => rows.forEach((row) => row.parts?.forEach(([, one]) => one.tellReadings?.(readings))),
    counts: () => rows.forEach((row) => {
      if (!row.count) return;
      const found = row.node.querySelectorAll(".finding").length;
      row.count.hidden = !found;
      row.count.textContent = found ? `指摘 ${found}` : "";
    }),
  };
}

// ---- numbers travel as {"#number": "1640"}: a browser would round them

const NUMBER = "#number";
const isNumber = (value) => isObject(value) && Object.keys(value).length === 1 && isText(value[NUMBER]);
const isFigure = (value) => isNothing(value) || isText(value) || isNumber(value);

// A number, or words where none can be told (「未定」); what is not touched stays as it was written.
function figure(value, { label = null, id = name() } = {}) {
  const was = isNumber(value) ? value[NUMBER] : isText(value) ? value : "";
  const input = element("input", { type: "text", id, "aria-label": label, inputmode: "decimal", autocomplete: "off", class: "figure" });
  input.value = was;
  return {
    input,
    id,
    list: [],
    read(pointer) {
      places.set(pointer, input);
      if (input.value === was) return value;
      const typed = input.value.trim();
      if (typed === "") return undefined;
      const plain = typed.normalize("NFKC").replaceAll(",", "").replace(/^[\u2212\u25b2\u25b3]/u, "-");
      return /^-?\d{1,15}(\.\d{1,9})?$/u.test(plain) ? { [NUMBER]: plain } : typed;
    },
  };
}

function figureControl(field, value) {
  const one = figure(value);
  const inner = element("div", { class: "with-unit" }, one.input, element("span", { text: field.unit ?? "" }));
  return { node: box(field, inner, one.id), read: one.read, first: one.input };
}

// The inputs of a mapping, side by side, one a column.
function cells(columns, from, about) {
  return columns.map((one) => {
    const label = `${about} ${one.title}`;
    const value = from[one.key];
    return [one.key, one.figure ? figure(value, { label }) : text(value, { label })];
  });
}

// One of a few values in a list that folds; a value that is none of them stays in it.
function picked(column, value, label) {
  const known = column.choices.includes(value) || isNothing(value) ? column.choices : [value, ...column.choices];
  const input = element("select", { "aria-label": label }, element("option", { value: "", text: "" }),
    ...known.map((one) => element("option", { value: one, text: one })));
  input.value = value ?? "";
  return {
    input,
    list: [],
    read(pointer) {
      places.set(pointer, input);
      if (input.value === (value ?? "")) return value;
      return input.value === "" ? undefined : input.value;
    },
  };
}

const fitsCells = (columns, value) => isObject(value) && !isNumber(value) && Object.entries(value).every(([key, one]) => columns.some((column) => column.key === key && (column.figure ? isFigure(one) : isNothing(one) || isText(one))));

// Indicators, and what was reached of them.
function recordsControl(field, value) {
  return linesControl(field, value, (given) => {
    if (given !== undefined && !fitsCells(field.columns, given)) return null;
    const from = given ?? {};
    const parts = cells(field.columns, from, field.title);
    return {
      node: element("div", { class: "record box" },
        ...parts.map(([, one], at) => element("label", { class: field.columns[at].figure ? "short" : null }, element("span", { text: field.columns[at].title }), one.input))),
      first: parts[0][1].input,
      read(pointer) {
        const found = readParts(parts, from, pointer);
        places.set(pointer, parts[0][1].input);
        return found;
      },
    };
  });
}

// The figures of one indicator by column, each with its time where the form has times.
function figuresControl(field, value) {
  const was = isObject(value) ? value : {};
  const parts = field.columns.map((one) => {
    if (!field.parts) return [one.key, figure(was[one.key], { label: `${field.title} ${one.title}` })];
    const from = isObject(was[one.key]) ? was[one.key] : {};
    const inputs = cells(field.parts, from, one.title);
    return [one.key, {
      input: element("span", { class: "timed" }, ...inputs.map(([key, part]) => element("label", {}, element("span", { text: key }), part.input))),
      first: inputs[0][1].input,
      read(pointer) {
        const found = readParts(inputs, from, pointer);
        places.set(pointer, inputs[0][1].input);
        return Object.keys(found).length ? found : was[one.key];
      },
    }];
  });
  return {
    node: group(field, element("div", { class: "record box" }, ...parts.map(([, one], at) => element(field.parts ? "div" : "label", {}, element("span", { text: field.columns[at].title }), one.input)))),
    read(pointer) {
      const found = readParts(parts, was, pointer);
      places.set(pointer, parts[0][1].first ?? parts[0][1].input);
      return Object.keys(found).length ? found : value;
    },
    first: parts[0]?.[1].first ?? parts[0]?.[1].input,
  };
}

// Fields that belong together, such as those of an evaluation.
function partControl(field, value) {
  const was = isObject(value) ? value : {};
  const parts = partsOf(field.fields, was);
  const node = group(field, element("div", { class: "part" }, ...parts.map(([, one]) => one.node)));
  const first = parts[0]?.[1].first;
  return {
    node,
    read(pointer) {
      const found = readParts(parts, was, pointer);
      if (first) places.set(pointer, first);
      return Object.keys(found).length ? found : value;
    },
    first,
    tellReadings: (readings) => parts.forEach(([, one]) => one.tellReadings?.(readings)),
  };
}

// What last year's sheet said of a row, to be read beside it.
function lastYear(field, row) {
  const rows = before[field.key] ?? {};
  const fold = (one) => one.normalize("NFKC").replace(/\s+/gu, "").toLowerCase();
  const names = [...(Array.isArray(row[form.previous]) ? row[form.previous] : []), row[field.name]];
  const found = Object.entries(rows).find(([key]) => names.some((one) => isText(one) && fold(one) === fold(key)));
  if (!found) return [];
  const list = element("dl", {}, ...found[1].flatMap(([key, words]) => [element("dt", { text: key }), element("dd", { text: words })]));
  return [element("details", { class: "before" }, element("summary", { text: "前年度の内容を見る" }), list)];
}

// A field's control, or the value as it stands where the control cannot hold it.
function control(field, value) {
  const fits = {
    line: () => isNothing(value) || (isText(value) && !value.includes("\n")),
    prose: () => isNothing(value) || isText(value),
    texts: () => isNothing(value) || Array.isArray(value),
    list: () => isNothing(value) || Array.isArray(value),
    checks: () => isNothing(value) || (Array.isArray(value) && value.every(isText)),
    choice: () => isNothing(value) || field.choices.some((one) => isChosen(one, value)),
    numbered: () => isNothing(value) || isObject(value),
    steps: () => isNothing(value) || Array.isArray(value),
    rows: () => isNothing(value) || Array.isArray(value),
    figure: () => isFigure(value),
    records: () => isNothing(value) || Array.isArray(value),
    figures: () => isNothing(value) || (isObject(value) && !isNumber(value) && Object.entries(value).every(([key, one]) => field.columns.some((column) => column.key === key) && (field.parts ? fitsCells(field.parts, one) : isFigure(one)))),
    part: () => isNothing(value) || (isObject(value) && !isNumber(value)),
  }[field.control];
  if (!fits || !fits()) return rawControl(field, value);
  if (field.control === "line") return lineControl(field, value, false);
  if (field.control === "prose") return lineControl(field, value, true);
  if (field.control === "choice") return choiceControl(field, value);
  if (field.control === "checks") return checksControl(field, value);
  if (field.control === "numbered") return numberedControl(field, value);
  if (field.control === "steps") return stepsControl(field, value);
  if (field.control === "rows") return rowsControl(field, value);
  if (field.control === "figure") return figureControl(field, value);
  if (field.control === "records") return recordsControl(field, value);
  if (field.control === "figures") return figuresControl(field, value);
  if (field.control === "part") return partControl(field, value);
  return listControl(field, value);
}

function partsOf(fields, from) {
  const known = fields.map((one) => one.key);
  const parts = fields
    .filter((one) => one.control !== "raw" || one.key in from)
    .filter((one) => !(one.rare || one.later) || one.key in from)
    .map((one) => [one.key, control(one, from[one.key])]);
  for (const key of Object.keys(from)) {
    if (known.includes(key)) continue;
    parts.push([key, form.locked.includes(key) ? lockedControl(key, from[key]) : rawControl({ title: key, help: "様式にない欄です。" }, from[key])]);
  }
  return parts;
}

// Reads parts into a mapping: the keys that were there in their order, new ones behind.
function readParts(parts, from, pointer) {
  const given = new Map(parts.map(([key, one]) => [key, one.read(`${pointer}/${escaped(key)}`)]));
  const found = {};
  for (const key of [...Object.keys(from), ...given.keys()]) {
    if (key in found || !given.has(key)) continue;
    const value = given.get(key);
    if (value === undefined) continue;
    found[key] = value;
  }
  return found;
}

function rows() {
  return [...sheet.querySelectorAll("details.row")];
}

function build(data) {
  const parts = partsOf(form.fields, data);
  root = {
    parts,
    read() {
      places = new Map();
      return readParts(parts, data, "");
    },
  };
  // Rows that are open stay so when the saved sheet is shown.
  const open = rows().map((one) => one.open);
  sheet.replaceChildren(...parts.map(([, one]) => one.node));
  if (rows().length === open.length) for (const [at, one] of rows().entries()) one.open = open[at];
  if (!writes) for (const one of sheet.querySelectorAll("input, textarea, button")) one.disabled = true;
  root.read();
}

// ---- checking

// The server checks while the rest lasts; what it says is shown when the rest is over. The first key
// after a rest is asked about at once, those that follow it without a rest are not.
function changed() {
  const hadRest = timer === 0;
  hold();
  if (composing) return;
  timer = setTimeout(check, REST);
  if (hadRest && underWay === 0) ahead = ask(question().body);
}

function hold() {
  clearTimeout(timer);
  timer = 0;
}

function question() {
  const data = root.read();
  return { data, body: JSON.stringify({ data }) };
}

function ask(body) {
  underWay += 1;
  const answer = post("check", body).finally(() => { underWay -= 1; });
  answer.catch(() => {}); // who waits for it is told; nobody may
  return { body, answer };
}

const send = (action, content) => post(action, JSON.stringify(content));

async function post(action, body) {
  const answer = await fetch(`/${action}/${where}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  return { status: answer.status, said: await answer.json().catch(() => ({})) };
}

async function check() {
  hold();
  const { data, body } = question();
  const mine = ++asked;
  const asking = ahead?.body === body ? ahead : ask(body);
  ahead = null;
  keepDraft(data); // while the server checks
  let answer;
  try {
    answer = await asking.answer;
  } catch {
    if (mine === asked) shown.textContent = "点検できません。orgsheet serve が動いているか確かめてください。書いた内容は、このブラウザーに残っています。";
    return;
  }
  if (mine !== asked) return;
  if (answer.status !== 200) {
    if (answer.status === 401) tellStopped(401, answer.said);
    else shown.textContent = answer.said.told ?? "点検できません。";
    return;
  }
  if (composing) held = answer.said;
  else show(answer.said);
}

// What a check still says must not stand over what becomes of a save.
function endChecks() {
  hold();
  asked += 1;
}

function placeOf(pointer) {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    if (places.has(at)) return places.get(at);
    if (!at) return null;
  }
}

function show({ findings, readings }) {
  const targets = findings.map((one) => placeOf(one.pointer));
  const told = JSON.stringify(findings);
  // The same at the same places stays as it is: most keys change nothing, and a button keeps its focus.
  const isShown = told === lastTold && targets.length === lastTargets.length && targets.every((one, at) => one === lastTargets[at] && one?.isConnected !== false);
  if (!isShown) showFindings(findings, targets);
  [lastTold, lastTargets] = [told, targets];
  for (const [, one] of root.parts) {
    one.tellReadings?.(readings);
    one.counts?.();
  }
  document.getElementById("summary").hidden = !findings.length;
  const grave = findings.filter((one) => one.severity === "error").length;
  shown.textContent = findings.length ? `指摘 ${findings.length} 件（エラー ${grave}）` : "指摘はありません。";
}

function showFindings(findings, targets) {
  for (const one of document.querySelectorAll(".finding")) one.remove();
  for (const one of document.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
  const add = newList(findings);
  for (const [at, one] of findings.entries()) {
    const target = targets[at];
    const id = name();
    const words = element("p", { class: `finding ${one.severity}`, id }, element("b", { text: GRAVE[one.severity] }), one.message, " ", element("span", { text: one.fix }));
    if (one.mends.length) words.append(button(one.sure ? "この形に直す" : "この形に直す（要確認）", () => mend(one)));
    const near = target?.closest(".field, .box, .step, .row");
    const holder = near?.querySelector(":scope > .told") ?? near ?? sheet;
    holder.append(words);
    if (target && target.tagName !== "SUMMARY") {
      const isWrong = one.severity === "error" || target.getAttribute("aria-invalid") === "true";
      target.setAttribute("aria-invalid", isWrong ? "true" : "false");
      target.setAttribute("aria-describedby", [target.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
    }
    const link = element("a", { href: `#${id}` });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (let at = words; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
      (target ?? words).focus();
      words.scrollIntoView({ block: "center" });
    });
    add(one, link);
  }
}

// Empties the list at the top and returns what puts a finding's link into it. A rule that speaks
// more than three times has one line, which unfolds: what is not yet written would else stand
// before all that is wrong.
function newList(findings) {
  const counts = new Map();
  for (const one of findings) counts.set(one.rule, (counts.get(one.rule) ?? 0) + 1);
  const groups = new Map();
  const list = document.getElementById("found");
  list.replaceChildren();
  return (one, link) => {
    const count = counts.get(one.rule);
    const grave = `${GRAVE[one.severity]}: `;
    link.textContent = count > 3 ? one.message : `${grave}${one.item ? `${one.item} ` : ""}${one.title}`;
    if (count > 3 && !groups.has(one.rule)) {
      groups.set(one.rule, element("ol"));
      const summary = element("summary", { text: `${grave}${one.title}（${count} か所）` });
      list.append(element("li", {}, element("details", {}, summary, groups.get(one.rule))));
    }
    (groups.get(one.rule) ?? list).append(element("li", {}, link));
  };
}

function mend(finding) {
  for (const { pointer, new: value } of finding.mends) {
    const target = places.get(pointer);
    if (target && "value" in target && target.type !== "radio" && target.type !== "checkbox") target.value = value.replace(/\n$/u, "");
    else if (target?.type === "radio") {
      for (const one of document.getElementsByName(target.name)) if (one.parentElement.textContent.startsWith(value)) one.checked = true;
    }
  }
  // The pressed button goes with its finding; who presses keys stays at the field.
  places.get(finding.mends[0].pointer)?.focus();
  changed();
}

// ---- drafts and saving

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function keepDraft(data) {
  if (isSame(data, seen)) localStorage.removeItem(DRAFT);
  else localStorage.setItem(DRAFT, JSON.stringify({ blob, data, time: new Date().toLocaleString("ja-JP") }));
}

function offerDraft() {
  const kept = localStorage.getItem(DRAFT);
  if (!kept) return;
  let draft;
  try {
    draft = JSON.parse(kept);
  } catch {
    localStorage.removeItem(DRAFT);
    return;
  }
  if (isSame(draft.data, seen)) return;
  const offer = document.getElementById("draft");
  const end = () => {
    offer.hidden = true;
    offer.replaceChildren();
  };
  offer.append(
    element("p", { class: "notice" }, `保存していない書きかけがあります（${draft.time}）。 `,
      button("続きから書く", () => { build(draft.data); blob = draft.blob; end(); changed(); }), " ",
      button("捨てる", () => { localStorage.removeItem(DRAFT); end(); })),
  );
  offer.hidden = false;
}

// Tells what keeps something from going on: a sign-in that ended among others.
function tellStopped(status, said) {
  shown.textContent = said.told ?? "保存できませんでした。もう一度押してください。";
  if (status !== 401) return;
  const link = element("a", { href: "/sign-in", target: "_blank", rel: "noopener", text: "別の窓でサインインする" });
  shown.textContent = "サインインが切れました。書いた内容は、ここに残っています。サインインしてから、もう一度「保存」を押してください。";
  shown.append(" ", link);
}

async function save(decision = {}) {
  const data = root.read();
  const knob = document.getElementById("save");
  knob.disabled = true;
  // What were typed until the answer comes would go when the saved sheet is shown.
  sheet.inert = true;
  endChecks();
  shown.textContent = "保存しています…";
  try {
    const { status, said } = await send("save", { data, blob, correction: document.getElementById("reason").value, ...decision });
    if (status === 200) {
      localStorage.removeItem(DRAFT);
      await load();
      await check();
      shown.textContent = `${said.saved ? "保存しました。" : "変わったところはありません。"}${shown.textContent}`;
      if (said.apart) await join();
    } else {
      keepDraft(data);
      if (said.conflicts) {
        shown.textContent = "どちらを残すか選んでください。";
        decide(said, save);
      } else tellStopped(status, said);
    }
  } catch {
    keepDraft(data);
    shown.textContent = "保存できませんでした。書いた内容は、このブラウザーに残っています。";
  } finally {
    knob.disabled = !writes;
    sheet.inert = false;
  }
}

// Takes in what became of the sheet on the branch of all since this proposal was begun.
async function join(decision = {}) {
  const { status, said } = await send("join", decision);
  if (said.conflicts) {
    shown.textContent = "保存しました。みなの版でも同じ欄が変わっています。どちらを残すか選んでください。";
    decide(said, join);
  } else if (status === 200) {
    await load();
    await check();
    shown.textContent = `みなの版と合わせました。${shown.textContent}`;
  } else {
    tellStopped(status, said);
  }
}

// Hands the proposal in: what is in the form is saved first.
async function submit(decision) {
  if (!isSame(root.read(), seen)) {
    await save();
    if (!isSame(root.read(), seen)) return;
  }
  if (decision) await join(decision);
  endChecks();
  shown.textContent = "提出しています…";
  try {
    const { status, said } = await send("submit", {});
    if (status === 200) location.assign(said.next);
    else if (said.conflicts) {
      shown.textContent = "みなの版でも同じ欄が変わっています。どちらを残すか選んでください。";
      decide(said, submit);
    } else tellStopped(status, said);
  } catch {
    shown.textContent = "提出できませんでした。もう一度押してください。";
  }
}

function ago(time) {
  const minutes = Math.max(0, Math.round((Date.now() - new Date(time)) / 60000));
  if (minutes < 60) return `${minutes}分前`;
  return minutes < 60 * 48 ? `${Math.round(minutes / 60)}時間前` : `${Math.round(minutes / 1440)}日前`;
}

async function load() {
  const answer = await fetch(`/data/${where}`);
  const said = await answer.json();
  if (answer.status !== 200) {
    shown.textContent = said.told ?? "開けません。";
    document.getElementById("save").disabled = true;
    return;
  }
  form = said.form;
  before = said.before;
  writes = said.writes && !said.shut;
  if (said.shut) document.getElementById("draft").textContent = said.shut;
  document.getElementById("draft").hidden = !said.shut;
  seen = JSON.parse(said.data);
  blob = said.blob;
  document.getElementById("others").textContent = said.others
    .map((one) => `${one.name}さんも、このシートに記入しています（${ago(one.time)}に保存）。`)
    .join("");
  document.getElementById("save").disabled = !writes;
  document.getElementById("submit").hidden = !(said.submits && said.writes);
  document.getElementById("correction").hidden = !said.closed;
  build(seen);
}

document.addEventListener("compositionstart", () => {
  composing = true;
  hold();
});
document.addEventListener("compositionend", () => {
  composing = false;
  if (held) show(held);
  held = null;
  changed();
});
sheet.addEventListener("input", changed);
sheet.addEventListener("change", changed);
// What only says what to write gives way to the first key.
for (const event of ["focusin", "click"]) {
  sheet.addEventListener(event, ({ target }) => {
    if (isText(target.value) && target.value.startsWith(form.mark)) target.select?.();
  });
}
document.getElementById("save").addEventListener("click", () => save());
document.getElementById("submit").addEventListener("click", () => submit());
window.addEventListener("beforeunload", (event) => {
  if (root && !isSame(root.read(), seen)) event.preventDefault();
});
load().then(() => {
  if (!root) return;
  offerDraft();
  check();
});
