"use strict";
// What all parts of the page share: its data, what is selected, and the address that says so. The drawings lie in
// spikes.js and pictures.js. Text of the user's goes into the page as text alone.

const report = JSON.parse(document.getElementById("report").textContent);
const element = (id) => document.getElementById(id);
const colourNames = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];

/// A node with properties and children; strings become text.
function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties))
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function styleOf(name) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue("--" + name)
    .trim();
}

function layerColour(layer) {
  const number = report.layers.indexOf(layer);
  return styleOf(colourNames[number < 0 ? 7 : number % 8]);
}

// Blobs: base64 of gzip, each taken apart once.
const opened = new Map();
function blob(name) {
  if (!opened.has(name)) opened.set(name, openBlob(name));
  return opened.get(name);
}

async function openBlob(name) {
  const source = [...document.querySelectorAll("script[data-blob]")].find((each) => each.dataset.blob === name);
  const letters = atob(source.textContent),
    packed = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; ++i) packed[i] = letters.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/// Reads numbers of seven bits a byte.
class Varints {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get isAtEnd() {
    return this.at >= this.bytes.length;
  }
  next() {
    let value = 0,
      factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// What is selected, and the address
// ---------------------------------------------------------------------------------------------------------------------

const sections = [...document.querySelectorAll("main > section")].map((section) => section.id);
const selection = {layer: null, core: null, phase: null, sample: 0, neuron: 0};
const listeners = [];

function readAddress() {
  const parts = location.hash
    .slice(1)
    .split("&")
    .filter((part) => part !== "");
  let section = null;
  for (const part of parts) {
    const cut = part.indexOf("=");
    if (cut < 0) {
      section = part;
      continue;
    }
    const key = part.slice(0, cut);
    let value = null;
    try {
      value = decodeURIComponent(part.slice(cut + 1));
    } catch {
      continue;
    }
    if (key === "sample" || key === "neuron") selection[key] = Math.max(0, Number.parseInt(value, 10) || 0);
    else if (key in selection) selection[key] = value;
  }
  return section;
}

function writeAddress(section = currentSection()) {
  const parts = section ? [section] : [];
  for (const key of ["layer", "core", "phase"])
    if (selection[key] !== null) parts.push(key + "=" + encodeURIComponent(selection[key]));
  for (const key of ["sample", "neuron"]) if (selection[key]) parts.push(key + "=" + selection[key]);
  history.replaceState(null, "", "#" + parts.join("&"));
}

function currentSection() {
  const first = location.hash.slice(1).split("&")[0];
  return first.includes("=") ? "" : first;
}

function select(change) {
  Object.assign(selection, change);
  writeAddress();
  showSelection();
  for (const listener of listeners) listener(change);
}

function showSelection() {
  for (const node of document.querySelectorAll(".chosen")) node.classList.remove("chosen");
  for (const node of document.querySelectorAll("[data-layer]"))
    if (node.dataset.layer === selection.layer) node.classList.add("chosen");
  for (const node of document.querySelectorAll("[data-core]"))
    if (node.dataset.core === selection.core && node.tagName !== "DETAILS") node.classList.add("chosen");
  const said = [];
  if (selection.layer !== null) said.push("layer " + selection.layer);
  if (selection.core !== null) said.push("core " + selection.core);
  element("selected").textContent = said.join(", ");
}

document.addEventListener("click", (event) => {
  const node = event.target.closest("[data-layer], [data-core], [data-phase]");
  if (!node || node.closest("a, button, summary, dialog")) return;
  if (node.dataset.layer !== undefined)
    select({layer: node.dataset.layer === selection.layer ? null : node.dataset.layer});
  else if (node.dataset.core !== undefined && node.tagName !== "DETAILS")
    select({core: node.dataset.core === selection.core ? null : node.dataset.core});
  else if (node.dataset.phase !== undefined) select({phase: node.dataset.phase});
});

function goTo(section) {
  if (!sections.includes(section)) return;
  writeAddress(section);
  element(section).scrollIntoView();
}

for (const link of document.querySelectorAll("nav a"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(link.getAttribute("href").slice(1));
  });

function stepThrough(list, value, step) {
  if (list.length === 0) return null;
  const at = list.indexOf(value);
  return list[at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length];
}

function changeTheme() {
  const isDark =
    document.documentElement.classList.contains("dark") ||
    (!document.documentElement.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", !isDark);
  document.documentElement.classList.toggle("light", isDark);
  for (const listener of listeners) listener({theme: true});
}

const keys = {
  t: changeTheme,
  "?": () => element("help").showModal(),
  l: () => select({layer: stepThrough(report.layers, selection.layer, 1)}),
  L: () => select({layer: stepThrough(report.layers, selection.layer, -1)}),
  Escape: () => select({layer: null, core: null}),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || element("help").open) return;
  if (event.target.closest("input, select, textarea")) return;
  if (/^[1-9]$/.test(event.key)) goTo(sections[Number(event.key) - 1]);
  else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
});

element("theme").addEventListener("click", changeTheme);
element("help-button").addEventListener("click", keys["?"]);

// ---------------------------------------------------------------------------------------------------------------------
// Passes: two phases side by side
// ---------------------------------------------------------------------------------------------------------------------

/// Pairs of lines [left, right] in order; null where one side has none. Myers' algorithm between what both texts have
/// in common at their ends; texts that differ in more than `most` lines are set side by side whole.
function compareLines(a, b, most = 1000) {
  let start = 0,
    endA = a.length,
    endB = b.length;
  while (start < endA && start < endB && a[start] === b[start]) ++start;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) (--endA, --endB);
  const pairs = [];
  for (let i = 0; i < start; ++i) pairs.push([i, i]);
  pairs.push(...compareMiddle(a, b, start, endA, endB, most));
  for (let i = 0; endA + i < a.length; ++i) pairs.push([endA + i, endB + i]);
  return pairs;
}

/// What is reached on diagonal k with d differences is furthest[k + d]; each d keeps its own.
function compareMiddle(a, b, start, endA, endB, most) {
  const n = endA - start,
    m = endB - start,
    reach = Math.min(n + m, most),
    traces = [];
  let found = -1;
  for (let d = 0; d <= reach && found < 0; ++d) {
    const furthest = new Int32Array(2 * d + 1),
      last = traces[d - 1];
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : comesFromAbove(last, d, k) ? last[k + d] : last[k + d - 2] + 1;
      while (x < n && x - k < m && a[start + x] === b[start + x - k]) ++x;
      furthest[k + d] = x;
      if (x >= n && x - k >= m) found = d;
    }
    traces.push(furthest);
  }
  const pairs = [];
  if (found < 0) {
    for (let i = 0; i < n; ++i) pairs.push([start + i, null]);
    for (let i = 0; i < m; ++i) pairs.push([null, start + i]);
    return pairs;
  }
  let x = n,
    y = m;
  for (let d = found; d >= 0; --d) {
    const last = traces[d - 1],
      k = x - y,
      fromAbove = d > 0 && comesFromAbove(last, d, k);
    const before = fromAbove ? k + 1 : k - 1,
      beforeX = d > 0 ? last[before + d - 1] : 0;
    const beforeY = d > 0 ? beforeX - before : 0;
    while (x > beforeX && y > beforeY && x > 0 && y > 0) pairs.push([start + --x, start + --y]);
    if (d > 0) {
      pairs.push(fromAbove ? [null, start + beforeY] : [start + beforeX, null]);
      x = beforeX;
      y = beforeY;
    }
  }
  return pairs.reverse();
}

/// Whether diagonal k is reached further by a line of the right text than by one of the left. `last` is of d - 1.
function comesFromAbove(last, d, k) {
  return k === -d || (k !== d && last[k + d - 2] < last[k + d]);
}

/// Lines that went and lines that came stand side by side.
function alignPairs(pairs) {
  const rows = [];
  for (let i = 0; i < pairs.length;) {
    if (pairs[i][0] !== null && pairs[i][1] !== null) {
      rows.push([...pairs[i++], true]);
      continue;
    }
    const left = [],
      right = [];
    for (; i < pairs.length && (pairs[i][0] === null || pairs[i][1] === null); ++i)
      if (pairs[i][1] === null) left.push(pairs[i][0]);
      else right.push(pairs[i][1]);
    for (let j = 0; j < Math.max(left.length, right.length); ++j) rows.push([left[j] ?? null, right[j] ?? null, false]);
  }
  return rows;
}

const phases = report.phases.list;

function layerOfLines(phase, count) {
  const layers = new Int32Array(count).fill(-1);
  phase.layer_of_line.forEach(([first, layer], index) => {
    layers.fill(layer, first, phase.layer_of_line[index + 1]?.[0] ?? count);
  });
  return layers;
}

async function linesOf(index) {
  if (index < 0) return {lines: [], layers: new Int32Array(0)};
  const text = new TextDecoder().decode(await blob(phases[index].text));
  const lines = text.replace(/\n$/, "").split("\n");
  return {lines, layers: layerOfLines(phases[index], lines.length)};
}

/// Where two texts begin and end to differ: [first, last of a, last of b].
function differingPart(a, b) {
  let first = 0,
    last = 0;
  while (first < Math.min(a.length, b.length) && a[first] === b[first]) ++first;
  while (last < Math.min(a.length, b.length) - first && a[a.length - 1 - last] === b[b.length - 1 - last]) ++last;
  return [first, a.length - last, b.length - last];
}

/// Number and text of one line; `part` of it is marked.
function lineCells(side, number, kind, part) {
  const at = make("span", {className: "at " + kind}),
    text = make("span", {className: "text " + kind});
  if (number === null) return [at, text];
  at.textContent = String(number + 1);
  const line = side.lines[number];
  if (part) text.append(line.slice(0, part[0]), make("mark", {}, line.slice(part[0], part[1])), line.slice(part[1]));
  else text.textContent = line;
  if (side.layers[number] >= 0) text.dataset.layer = report.layers[side.layers[number]];
  return [at, text];
}

function rowCells([a, b, same], before, behind) {
  if (same) return [...lineCells(before, a, ""), ...lineCells(behind, b, "")];
  let left = null,
    right = null;
  if (a !== null && b !== null) {
    const [first, lastA, lastB] = differingPart(before.lines[a], behind.lines[b]);
    // Lines of which little is the same are marked by their colour alone.
    if (first + before.lines[a].length - lastA > 0.3 * before.lines[a].length) {
      left = [first, lastA];
      right = [first, lastB];
    }
  }
  return [
    ...lineCells(before, a, a === null ? "" : "gone", left),
    ...lineCells(behind, b, b === null ? "" : "come", right),
  ];
}

/// Runs of equal lines longer than this are folded, but for some at both ends.
const longestRun = 12,
  keptOfRun = 3;

async function drawPhases() {
  const names = phases.map((phase) => phase.name);
  const index = Math.max(0, names.indexOf(selection.phase ?? names[Math.min(1, names.length - 1)]));
  const before = await linesOf(index - 1),
    behind = await linesOf(index);
  const texts = make(
    "div",
    {className: "texts", tabIndex: 0},
    make("h4", {}, index > 0 ? "behind " + names[index - 1] : ""),
    make("h4", {}, "behind " + names[index]),
  );
  const rows = alignPairs(compareLines(before.lines, behind.lines));
  for (let i = 0; i < rows.length;) {
    let end = i;
    while (end < rows.length && rows[end][2]) ++end;
    if (end - i > longestRun && index > 0) {
      const hidden = rows.slice(i + keptOfRun, end - keptOfRun);
      for (; i < end && rows[i] !== hidden[0]; ++i) texts.append(...rowCells(rows[i], before, behind));
      texts.append(makeFold(hidden, before, behind));
      i += hidden.length;
    }
    for (; i < end; ++i) texts.append(...rowCells(rows[i], before, behind));
    if (i < rows.length) texts.append(...rowCells(rows[i++], before, behind));
  }
  const buttons = make("div", {className: "phase-names", role: "group", ariaLabel: "Phases"});
  phases.forEach((phase, each) =>
    buttons.append(
      make(
        "button",
        {
          type: "button",
          className: phase.changed ? "" : "same",
          title: phase.changed ? "" : "nothing changed",
          ariaPressed: String(each === index),
          onclick: () => select({phase: phase.name}),
        },
        phase.name,
      ),
    ),
  );
  const changed = rows.filter((row) => !row[2]).length;
  const view = element("phase-view");
  view.replaceChildren(
    make(
      "p",
      {},
      "A line that went is red, one that came is green, with what differs in it darker; a click on a line " +
        "follows its layer through all phases (l). Of long lists of numbers there is a hash.",
    ),
    buttons,
    make(
      "p",
      {className: "tip"},
      index === 0
        ? "the first that there is"
        : changed === 0
          ? "no line differs"
          : changed === 1
            ? "one line differs"
            : changed + " lines differ",
    ),
    texts,
  );
  view.hidden = false;
  followLayer();
}

function makeFold(hidden, before, behind) {
  const fold = make("div", {className: "fold", role: "button", tabIndex: 0}, "⋮ " + hidden.length + " equal lines");
  fold.unfold = () => fold.replaceWith(...hidden.flatMap((row) => rowCells(row, before, behind)));
  fold.holds = (layer) =>
    hidden.some(([, line]) => behind.layers[line] >= 0 && report.layers[behind.layers[line]] === layer);
  const open = () => {
    fold.unfold();
    showSelection();
  };
  fold.addEventListener("click", open);
  fold.addEventListener("keydown", (event) => {
    if (event.key === "Enter") open();
  });
  return fold;
}

/// Lines of the selected layer are not left folded.
function followLayer() {
  if (selection.layer !== null)
    for (const fold of document.querySelectorAll("#phase-view .fold")) if (fold.holds(selection.layer)) fold.unfold();
  showSelection();
  scrollToChosen();
}

/// Only inside of its box: the page stays where it is.
function scrollToChosen() {
  const box = element("phase-view")?.querySelector(".texts"),
    chosen = box?.querySelector(".chosen");
  if (chosen) box.scrollTop = chosen.offsetTop - 60;
}

if (phases.length > 0) {
  const names = phases.map((phase) => phase.name);
  keys.j = () => select({phase: stepThrough(names, selection.phase ?? names[Math.min(1, names.length - 1)], 1)});
  keys.k = () => select({phase: stepThrough(names, selection.phase ?? names[Math.min(1, names.length - 1)], -1)});
  listeners.push((change) => {
    if ("phase" in change) drawPhases();
    else if ("layer" in change) followLayer();
  });
}
