// A quote with its matched words and its short answer marked, and its marker tied to the last characters.
import { el, lang } from "./dom.js";
import { named } from "./words.js";

const TIED = 3;
const FIGURE = /((?:[\u3400-\u9fff](?=\d[^\d.,]))?\d[\u4e00-\u9fff]{1,2})/;

// A figure and its unit stay on one line: no line breaks within digits, so its last digit and its unit are tied, and before a
// single digit what stands there too. (A span that begins with the figure would begin a line with the gap between 中 and 1.)
const figures = (text) => text.split(FIGURE).map((piece, at) => (at % 2 ? el("span.nb", {}, piece) : piece));

// A figure at an edge, of a mark or after a matched word, has no gap before it: in no line, as it may not have it at a line's beginning.
function flush(text, before) {
  const [whole, digit, unit] = (/[\u3400-\u9fff]/.test(before) && text.match(/^(\d)([\u4e00-\u9fff]{0,2})/)) || [""];
  return [whole ? el("span.nb", {}, el("span.flush", {}, digit), unit) : null, figures(text.slice(whole.length))];
}

// Ranges [start, end) of every occurrence of the words, overlapping ones joined.
function ranges(text, words) {
  const folded = text.toLowerCase();
  const found = [];
  for (const word of words) {
    const wanted = word.toLowerCase();
    if (!wanted || folded.length !== text.length) continue;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) found.push([at, at + wanted.length]);
  }
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const joined = [];
  for (const [start, end] of found) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

function runs(text, hits, marks, cut) {
  const edges = new Set([0, text.length, cut]);
  for (const [start, end] of [...hits, ...marks]) edges.add(start).add(end);
  const sorted = [...edges].sort((a, b) => a - b);
  const inside = (all, at) => all.find(([start, end]) => start <= at && at < end);
  return sorted.slice(0, -1).map((start, i) => {
    const piece = text.slice(start, sorted[i + 1]);
    let node = flush(piece, text[start - 1] ?? "");
    if (inside(hits, start)) node = el(/[\u2e80-\u9fff]/.test(piece) ? "em.hit" : "em.hit.latin", {}, piece);
    const mark = inside(marks, start);
    if (mark) node = el(mark[1] - mark[0] <= 10 ? "strong.nb" : "strong", {}, node);
    return [start, node];
  });
}

export function marker(n, open, options = {}) {
  return el("a.cite", { href: "#", ...named("cite", n), on: { click: (event) => { event.preventDefault(); open(event.currentTarget); } }, ...options }, `[${n}]`);
}

// text: the quote; words: terms of the question; answers: texts to mark as the exact answer; tail: the marker, or nothing
export function marked(text, words, answers, tail) {
  const cut = tail ? Math.max(0, text.length - TIED) : text.length;
  const answer = ranges(text, answers.filter(Boolean));
  const all = runs(text, ranges(text, words.filter((word) => [...word].length > 1)), answer, cut);
  const before = all.filter(([start]) => start < cut).map(([, node]) => node);
  const after = all.filter(([start]) => start >= cut).map(([, node]) => node);
  return [before, tail ? el("span.nb", {}, after, tail) : null];
}

export function quote(text, words, answers, tail) {
  return el("blockquote.quote", { lang: lang(text) }, marked(text, words, answers, tail));
}
