// Elements are made here and nowhere else. Text only ever becomes a text node, and what cannot be seen is taken out on the way:
// this is the page's one escaping place. No innerHTML, no attribute that runs.

// Control characters but tab and line ends, and marks that turn the reading direction: the same set as render.visible.
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

export const clean = (text) => String(text ?? "").replace(UNSEEN, "");

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// el("p.own", {lang: "zh-CN", on: {click: f}}, "text", node, ...)
export function el(what, options = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "href" && !/^(\/(?!\/)|#)/.test(value)) throw new Error("only links to this page");
    else if (/^(on|style$|src)/i.test(name)) throw new Error("not an attribute of this page: " + name);
    else made.setAttribute(name, value === true ? "" : clean(value));
  }
  put(made, ...children);
  return made;
}

export function put(into, ...children) {
  let text = null; // texts in a row are one node: a browser spaces and breaks lines by nodes
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    if (child instanceof Node) text = null;
    else if (text) { text.data += clean(child); continue; }
    into.append(child instanceof Node ? child : (text = document.createTextNode(clean(child))));
  }
  return into;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-" + name);
  svg.append(use);
  return svg;
}

// Offsets count code points; JavaScript counts UTF-16 units. Equal unless the text holds a character beyond U+FFFF.
export function points(text) {
  if (!/[\ud800-\udfff]/.test(text)) return { length: text.length, slice: (start, end) => text.slice(start, end) };
  const all = Array.from(text);
  return { length: all.length, slice: (start, end) => all.slice(start, end).join("") };
}

// Words that no line breaks inside: a line of a headline never ends inside a Chinese word. Where browsers can't tell words, it may.
// (A <wbr> between them would be a space in the name of a link.)
const LONGEST = 12; // characters of such a word
const words = globalThis.Intl?.Segmenter ? new Intl.Segmenter("zh", { granularity: "word" }) : null;
export const phrase = (text) => (words && /[\u3400-\u9fff]/.test(text)
  ? [...words.segment(clean(text))].map(({ segment, isWordLike }) => (isWordLike && segment.length > 1 && segment.length <= LONGEST && /[\u3400-\u9fff]/.test(segment) ? el("span.nb", {}, segment) : segment))
  : [text]);

// A headline: lines break between its parts (kicker, headline, sub-headline) before they break inside one. The source has a very long one whole.
const HEAD = 150;
const cut = (text) => (text.length > HEAD ? text.slice(0, HEAD) + "……" : text);
export const headline = (text) => cut(clean(text)).split(/(\s+)/).map((part) => (/\S/.test(part) ? el(part.startsWith("——") ? "span.hp.sub" : "span.hp", {}, phrase(part)) : part));

// An uploaded file's source begins with this; a person knows it by its name alone.
export const UPLOADED = ".uploads/";
export const fileName = (source) => (source.startsWith(UPLOADED) ? source.slice(UPLOADED.length) : source);

// A name in a line of others: its beginning and its end.
const NAME = 30;
export const shortName = (name) => ([...name].length > NAME ? [...name].slice(0, NAME - 10).join("") + "…" + [...name].slice(-9).join("") : name);

export const lang = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh-CN" : "en");

export const keep = {
  get(key) { try { return localStorage.getItem("wj-" + key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem("wj-" + key, value); return true; } catch { return false; } },
};
