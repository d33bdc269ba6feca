// A document as paragraphs for reading or as raw lines, every highlighted character at its own offset.
import { el, lang, phrase, put } from "./dom.js";
import { named, t } from "./words.js";

// Where its lines end, found once.
function ends(source) {
  if (source.ends) return source.ends;
  const found = [];
  const { text } = source;
  if (source.at.length === text.length) for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) found.push(i);
  else {
    let offset = 0;
    for (const character of text) { // iterates code points
      if (character === "\n") found.push(offset);
      offset += 1;
    }
  }
  source.ends = found;
  return found;
}

// offset -> 1-based line
export function lines(source) {
  const breaks = ends(source);
  return (at) => {
    let low = 0;
    let high = breaks.length;
    while (low < high) { const middle = (low + high) >> 1; if (breaks[middle] < at) low = middle + 1; else high = middle; }
    return low + 1;
  };
}

// A line break inside a paragraph: nothing between Chinese characters, one space elsewhere (as Document.trace does).
const CJK = "\\u2e80-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\u2014\\u2018-\\u201d\\u2026";
const INNER = new RegExp(`(?<=[${CJK}])\\s*\\n\\s*|\\s*\\n\\s*(?=[${CJK}])`, "g");
const flow = (text) => text.replace(INNER, "").replace(/\s*\n\s*/g, " ");

// text[start:end] with the highlighted spans as <mark>
function slices(source, start, end, spans, shape) {
  const made = [];
  let at = start;
  for (const [from, to] of spans) {
    const a = Math.max(from, start);
    const b = Math.min(to, end);
    if (a >= b) continue;
    if (a > at) made.push(shape(source.at.slice(at, a)));
    made.push(el("mark.now", { tabindex: "-1" }, shape(source.at.slice(a, b))));
    at = b;
  }
  if (at < end) made.push(shape(source.at.slice(at, end)));
  return made;
}

const touches = (spans, start, end) => spans.some(([a, b]) => a < end && b > start);

// The pieces that a window over the document draws: {o: offset, size: characters, said: () => text to search, draw: () => element}.
export function pieces(source, spans, view, toRaw) {
  const at = lines(source);
  const number = (start, end) => el(touches(spans, start, end) ? "span.ln.on" : "span.ln", { "aria-hidden": "true" }, String(at(start)));
  return view === "raw" ? rows(source, spans, number) : source.articles.flatMap((article) => article.paragraphs.map((paragraph) => ({
    o: paragraph.spans[0][0],
    size: paragraph.spans.reduce((sum, [start, end]) => sum + end - start, 0),
    said: () => paragraph.spans.map(([start, end]) => shape(paragraph, source)(source.at.slice(start, end))).join(""),
    draw: () => block(paragraph, { source, spans, at, number, toRaw }),
  })));
}

// Captions and the rows of a table keep their lines.
const shape = (paragraph, source) => (paragraph.kind === "caption" || tabular(paragraph, source) ? (text) => text : flow);

// Whether a paragraph is a table: its cells stand between tabs or bars.
function tabular(paragraph, source) {
  paragraph.tabular ??= paragraph.spans.some(([start, end]) => /\t.*\n.*\t|^\s*\|.*\n\s*\|/.test(source.at.slice(start, end)));
  return paragraph.tabular;
}

// The contents: an entry for each article and each heading; `go` takes its offset.
export function outline(source, spans, go) {
  const at = lines(source);
  const entry = (level, title, start) => el("a." + level, { href: "#", data: { l: String(at(start)), start: String(start) }, on: { click: (event) => {
    event.preventDefault();
    go(start);
  } } }, el("span", title ? { lang: lang(title) } : {}, title || t("", "untitled")), el("i"));
  const all = source.articles.filter((article) => article.paragraphs.length).flatMap((article) => {
    const title = article.paragraphs.find((one) => one.kind === "title");
    const found = title ? [] : [entry("l1", article.title ?? "", article.paragraphs[0].spans[0][0])];
    for (const paragraph of article.paragraphs) {
      if (paragraph === title) found.push(entry("l1", article.title ?? "", title.spans[0][0]));
      else if (paragraph.kind === "heading") found.push(entry("l2", source.at.slice(...paragraph.spans[0]).trim(), paragraph.spans[0][0]));
    }
    return found;
  });
  mine(all, source, spans);
  return all;
}

// The last entry of the contents before the first highlighted character, in reading order.
function mine(contents, source, spans) {
  if (!spans.length) return;
  const entries = new Map(contents.map((one) => [Number(one.dataset.start), one]));
  let last = null;
  for (const article of source.articles) {
    for (const paragraph of article.paragraphs) {
      last = entries.get(paragraph.spans[0][0]) ?? last;
      if (paragraph.spans.some(([a, b]) => touches(spans, a, b))) { last?.setAttribute("aria-current", "true"); return; }
    }
  }
}

const SHAPES = { title: "h2.h", heading: "h3.H", byline: "p.y", caption: "p.c", mark: "p.s", body: "p.b0" };

function block(paragraph, { source, spans, at, number, toRaw }) {
  const start = paragraph.spans[0][0];
  const made = el(paragraph.duplicate ? "p.d" : (SHAPES[paragraph.kind] ?? "p.b0") + (tabular(paragraph, source) ? ".rows" : ""), { data: { o: String(start) }, tabindex: /title|heading/.test(paragraph.kind) ? "-1" : undefined });
  made.append(number(start, paragraph.spans[0][1]));
  if (paragraph.duplicate) made.append(t("span.tag", "duplicate"), " ");
  else if (paragraph.kind === "caption") made.append(t("span.tag", "caption"));
  const into = el("span");
  paragraph.spans.forEach(([from, to], i) => {
    if (i && at(from) - at(paragraph.spans[i - 1][1] - 1) > 0) {
      const name = named("joint", at(paragraph.spans[i - 1][0]), at(from));
      into.append(el("button.join", { type: "button", title: name["aria-label"], ...name, on: { click: toRaw } }, "⋮"), number(from, to));
    }
    put(into, slices(source, from, to, spans, /title|heading/.test(paragraph.kind) ? (text) => phrase(flow(text)) : shape(paragraph, source)));
  });
  made.append(into);
  return made;
}

function rows(source, spans, number) {
  const breaks = [...ends(source), source.at.length];
  return breaks.map((end, line) => {
    const start = line ? breaks[line - 1] + 1 : 0;
    return { o: start, size: end - start, said: () => source.at.slice(start, end), draw: () => {
      const row = el(touches(spans, start, end) ? "li.hl" : "li", { data: { o: String(start) }, tabindex: "-1" }, number(start, end));
      put(row, slices(source, start, end, spans, (text) => text));
      return row;
    } };
  });
}
