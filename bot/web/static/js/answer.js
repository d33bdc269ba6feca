// One turn of the conversation, drawn from the view that the server sends (and that the browser keeps).
import { el, fileName, headline, icon, lang, put } from "./dom.js";
import { marked, marker, quote } from "./quote.js";
import { count, named, t } from "./words.js";
import { table } from "./values.js";
import { remember } from "./peek.js";

const button = (symbol, key, run, options = {}) => el("button.b", { type: "button", on: { click: run }, ...options }, icon(symbol), t("", key));
const small = (symbol, run, ...name) => el("button.b.sq", { type: "button", ...named(...name), on: { click: run } }, icon(symbol));
export const note = (...inside) => el("p.own", {}, t("i", "note"), el("span", {}, inside));
const dot = () => el("i.sep", { "aria-hidden": "true" }, "·");

const terms = (place) => place.why.map(([term]) => term);

// What the bot says, in order: its own words as notes, quotes with their number. Markers and list numbers of the text form are
// drawn by the page itself.
export function parts(view) {
  const said = [];
  for (const [text, n] of view.segments) {
    const last = said.at(-1);
    if (n !== null && last?.n === n && last.open) last.text += text;
    else if (n !== null) said.push({ n, text, open: true });
    else {
      if (last) last.open = false;
      const own = text.replace(/\[\d+\]/g, " ").replace(/(^|\n)\s*(\d+[.、]|[-*•])\s*/g, "$1").trim();
      if (/[\p{L}\p{N}]/u.test(own)) said.push({ n: null, text: own });
    }
  }
  return said;
}

export function body(turn, act) {
  const view = turn.view;
  const drawn = [];
  if (view.asked !== view.question && view.status !== "refused" && view.status !== "chat") drawn.push(asked(turn, act));
  if (view.status === "answered") drawn.push(...answered(turn, act));
  else if (view.status === "no_answer") drawn.push(...unanswered(turn, act));
  else drawn.push(...parts(view).map((part) => note(part.text)));
  if (/chat|refused/.test(view.status)) drawn.push(suggestions(act.samples().slice(0, 2), act, "can", ""));
  if (view.status === "no_answer" && !view.partial) drawn.push(el("div.acts", {}, button("plus", "add", act.library), vote(turn, act, "flag", "should", "should_answer")));
  return drawn;
}

function answered(turn, act) {
  const view = turn.view;
  const cited = (n) => view.citations.find((one) => one.n === n);
  const mark = (n) => {
    const made = marker(n, (from) => act.open(cited(n), view, from));
    if (cited(n)) remember(made, cited(n));
    return made;
  };
  const drawn = [];
  const said = parts(view);
  if (view.short) {
    const holder = view.citations.find((one) => one.quote.includes(view.short)) ?? view.citations[0];
    if (view.values.length < 2) drawn.push(el("p.short", { lang: lang(view.short) }, marked(view.short, [], [], mark(holder.n))));
  }
  if (view.values.length > 1) {
    const [first, ...rest] = said.filter((part) => part.n === null).map((part) => note(part.text));
    first?.classList.add("lead");
    drawn.push(first, table(view, mark), ...rest);
  } else {
    for (const part of said) {
      if (part.n === null) drawn.push(note(part.text));
      else if (part.text !== view.short || said.filter((one) => one.n !== null).length === 1) {
        const place = cited(part.n);
        drawn.push(quote(part.text, place ? terms(place) : [], [view.short], mark(part.n)));
      }
    }
  }
  if (view.partial) return drawn;
  drawn.push(references(view, act), actions(turn, act));
  return drawn;
}

function asked(turn, act) {
  const { question, asked: said } = turn.view;
  const line = el("div.asked");
  const edit = () => {
    const field = el("input", { value: said, lang: lang(said), ...named("edit_label"), on: { keydown: (event) => {
      if (event.key === "Escape") { event.stopPropagation(); line.replaceWith(asked(turn, act)); }
      if (event.key === "Enter" && !event.isComposing && field.value.trim()) act.again(turn, field.value.trim());
    } } });
    put(line, el("label.field", {}, field));
    field.focus();
  };
  return put(line, t("", "asked"), el("b", { lang: lang(said) }, added(question, said)),
    el("span", {}, button("pen", "edit", edit), button("undo", "undo", () => act.again(turn, question))));
}

// The rewritten question, with what the person did not type underlined.
function added(question, said) {
  let start = 0;
  let end = 0;
  while (start < Math.min(question.length, said.length) && question[start] === said[start]) start += 1;
  while (end < Math.min(question.length, said.length) - start && question.at(-1 - end) === said.at(-1 - end)) end += 1;
  return [said.slice(0, start), el("ins", {}, said.slice(start, said.length - end)), said.slice(said.length - end)];
}

export function place(one) {
  const inside = [];
  if (one.publication) inside.push(el("span", { lang: lang(one.publication) }, one.publication), dot());
  if (one.page) inside.push(t("", "on_page", one.page), dot());
  inside.push(t("", one.lines.length > 1 ? "lines" : "line", one.lines.join("、")));
  if (one.spans.length > 1) inside.push(dot(), t("", "pieces", one.spans.length));
  return inside;
}

export const linkTo = (one) => "/?" + new URLSearchParams({ doc: one.document, span: one.spans.map(([a, b]) => `${a}-${b}`).join(","), sha: one.sha256 });

function why(one, open) {
  if (!one.why.length) return null;
  const bars = one.why.map(([term, share]) => {
    const bar = el("span.bar", { "aria-hidden": "true" });
    bar.style.setProperty("--v", Math.round(share * 100));
    return el("div", {}, el("dt", { lang: lang(term) }, term), el("dd.num", {}, bar, `${Math.round(share * 100)}%`));
  });
  return el("details.why", { open }, el("summary", {}, t("", "why"), " ", el("span", { lang: "zh-CN" }, one.why.map(([term]) => term).join("、"))), el("dl", {}, bars));
}

function card(one, act, view, { first, quoted, answers = [] }) {
  const opening = (event) => { event.preventDefault(); act.open(one, view, event.currentTarget); };
  return el("li.card", {},
    quoted === "near" ? null : marker(one.n, (from) => act.open(one, view, from)),
    el("a.t", { href: linkTo(one), lang: lang(one.title), on: { click: opening } }, one.title ? headline(one.title) : fileName(one.source)),
    el("span.tools", {}, small("copy", () => act.copyCitation(one), "copy_citation", one.n), small("link", () => act.copyLink(linkTo(one)), "permalink", one.n)),
    quoted ? quote(one.quote, terms(one), answers, null) : null,
    el("div.m", { data: { link: location.origin + linkTo(one) } }, place(one), one.state === "unchanged" ? null : [dot(), t("", "changed")]),
    why(one, first));
}

function references(view, act) {
  const values = view.values.length > 1;
  return el("section.refs", {}, el("h3.h", {}, t("b", "refs"), t("", "checked", view.citations.length)),
    el("ol", {}, view.citations.map((one, at) => card(one, act, view, {
      first: at === 0 && !values, quoted: values, answers: view.values.filter((row) => row[2] === one.n).map((row) => row[0]),
    }))));
}

// A button that stays pressed: what was said about the answer.
function vote(turn, act, symbol, key, verdict) {
  const made = button(symbol, key, () => act.judge(turn, verdict, made), { "aria-pressed": String(turn.vote === verdict) });
  return made;
}

function actions(turn, act) {
  return el("div.acts", {}, button("copy", "copy", () => act.copyAnswer(turn)), vote(turn, act, "up", "good", "helpful"), vote(turn, act, "down", "bad", "not_helpful"),
    button("link", "link", () => act.copyLink("/?" + new URLSearchParams({ q: turn.view.asked }), "link_copied")));
}

export function suggestions(all, act, key, shape) {
  if (!all.length) return null;
  return el("section.next" + (shape && "." + shape), {}, t("h3.h", key), questions(all, act));
}

export const questions = (all, act) => el("ul", {}, all.map((one) => el("li", {}, el("button.ask", { type: "button", on: { click: () => act.follow(one) } }, el("span", { lang: lang(one) }, one), icon("go")))));

// The fixed sentence, and what follows it.
const sentences = (text) => { const end = text.search(/[。！？]|[.!?](?=\s|$)/) + 1; return end ? [text.slice(0, end), text.slice(end).trim()] : [text, ""]; };

function unanswered(turn, act) {
  const view = turn.view;
  const [said, ...more] = parts(view).map((part) => part.text);
  const [first, rest] = sentences(said ?? "");
  const drawn = [el("p.no", {}, first)];
  if (view.missing.length) drawn.push(el("p.miss", {}, t("b", "miss"), view.missing.map((word) => el("span", { lang: lang(word) }, word))));
  drawn.push(...[rest, ...more].filter(Boolean).map((text) => note(text)));
  if (view.near.length) drawn.push(el("section.near", {}, t("h3.h", "near"), el("ul", {}, view.near.map((one, at) => card(one, act, view, { first: at === 0, quoted: "near" })))));
  return drawn;
}

// What stands in the empty conversation.
export function hello(library, act) {
  return el("section.hello", {}, t("h2", "hello"),
    library?.documents ? t("p.sum", "sum", count(library.documents), count(library.articles), count(library.characters)) : library ? t("p.sum", "empty_library") : null,
    library?.samples.length ? el("section.next", {}, t("h3.h", "try"), questions(library.samples, act)) : null,
    el("p.own", {}, t("i", "note"), t("", "promise")));
}
