// A document as paragraphs for reading or as raw lines, every highlighted character at its own offset.
import { el, lang } from "./dom.js";
import { named, t } from "./words.js";

// offset -> 1-based line
export function lines(source) {
  const breaks = [];
  let offset = 0;
  for (const character of source.text) { // iterates code points
    if (character === "\n") breaks.push(offset);
    offset += 1;
  }
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

export function draw(source, spans, view, toRaw) {
  const at = lines(source);
  const text = el("div.in", { lang: lang(source.text.slice(0, 2000)) });
  const contents = [];
  const number = (start, end) => el(touches(spans, start, end) ? "span.ln.on" : "span.ln", { "aria-hidden": "true" }, String(at(start)));
  const context = { source, spans, at, number, toRaw, entry: (level, title, start) => contents.push(entry(level, title, start, at)) };
  const reading = source.articles.map((article) => articleOf(article, context));
  if (view === "raw") text.append(raw(source, spans, number));
  else text.append(...reading.flat());
  mine(contents, source, spans);
  return { text, contents };
}

function entry(level, title, start, at) {
  const link = el("a." + level, { href: "#", data: { l: String(at(start)), start: String(start) }, on: { click: (event) => {
    event.preventDefault();
    const page = document.querySelector("#src .page");
    const there = page.querySelector(`[data-o="${start}"]`) ?? [...page.querySelectorAll("li[data-o]")].findLast((one) => Number(one.dataset.o) <= start);
    there?.scrollIntoView({ block: "start" });
    there?.focus();
  } } }, el("span", title ? { lang: lang(title) } : {}, title || t("", "untitled")), el("i"));
  return link;
}

// The last entry of the contents before the first highlighted character, in reading order.
function mine(contents, source, spans) {
  if (!spans.length) return;
  let last = null;
  for (const article of source.articles) {
    for (const paragraph of article.paragraphs) {
      last = contents.find((one) => Number(one.dataset.start) === paragraph.spans[0][0]) ?? last;
      if (paragraph.spans.some(([a, b]) => touches(spans, a, b))) { last?.setAttribute("aria-current", "true"); return; }
    }
  }
}

function articleOf(article, context) {
  const first = article.paragraphs[0];
  if (!first) return [];
  const title = article.paragraphs.find((one) => one.kind === "title");
  if (!title) context.entry("l1", article.title ?? "", first.spans[0][0]);
  return article.paragraphs.map((paragraph, at) => {
    if (paragraph === title) context.entry("l1", article.title ?? "", title.spans[0][0]);
    if (paragraph.kind === "heading") context.entry("l2", context.source.at.slice(...paragraph.spans[0]).trim(), paragraph.spans[0][0]);
    return block(paragraph, context, at === 0 ? ".first" : "");
  });
}

const SHAPES = { title: "h2.h", heading: "h3.H", byline: "p.y", caption: "p.c", mark: "p.s", body: "p.b0" };

function block(paragraph, { source, spans, at, number, toRaw }, more) {
  const start = paragraph.spans[0][0];
  const made = el((paragraph.duplicate ? "p.d" : SHAPES[paragraph.kind] ?? "p.b0") + more, { data: { o: String(start) }, tabindex: /title|heading/.test(paragraph.kind) ? "-1" : undefined });
  made.append(number(start, paragraph.spans[0][1]));
  if (paragraph.duplicate) made.append(t("span.tag", "duplicate"), " ");
  else if (paragraph.kind === "caption") made.append(t("span.tag", "caption"));
  const into = el("span");
  paragraph.spans.forEach(([from, to], i) => {
    if (i && at(from) - at(paragraph.spans[i - 1][1] - 1) > 0) {
      const name = named("joint", at(paragraph.spans[i - 1][0]), at(from));
      into.append(el("button.join", { type: "button", title: name["aria-label"], ...name, on: { click: toRaw } }, "⋮"), number(from, to));
    }
    const shape = paragraph.kind === "caption" ? (text) => text : flow;
    into.append(...slices(source, from, to, spans, shape));
  });
  made.append(into);
  return made;
}

function raw(source, spans, number) {
  const all = el("ol.raw");
  let start = 0;
  for (const one of source.text.split("\n")) {
    const end = start + [...one].length;
    const row = el(touches(spans, start, end) ? "li.hl" : "li", { data: { o: String(start) }, tabindex: "-1" }, number(start, end));
    row.append(...slices(source, start, end, spans, (text) => text));
    all.append(row);
    start = end + 1;
  }
  return all;
}
