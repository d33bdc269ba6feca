// One turn of the conversation, drawn from the view that the server sends (and that the browser keeps).
import { $, el, fileName, headline, icon, lang, put, shortName } from "./dom.js";
import { marked, marker, quote } from "./quote.js";
import { comma, count, named, t } from "./words.js";
import { table } from "./values.js";
import { remember } from "./peek.js";

const button = (symbol, key, run, options = {}) => el("button.b", { type: "button", on: { click: run }, ...options }, icon(symbol), t("", key));
const small = (symbol, run, ...name) => el("button.b.sq", { type: "button", ...named(...name), on: { click: run } }, icon(symbol));
export const note = (...inside) => el("p.own", {}, t("i", "note"), el("span", {}, inside));
const dot = () => el("i.sep", { "aria-hidden": "true" }, "·");

const NAMED = 3; // newspapers and files that are named on the empty page
const SHOWS = { fact: "shows_fact", values: "shows_values", passage: "shows_passage", nothing: "shows_nothing" };
const SHOWN = 2; // questions that the corpus answers, where there is no answer

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
  if (view.asked !== view.question && /answered|no_answer/.test(view.status)) drawn.push(asked(turn, act));
  if (view.status === "answered") drawn.push(...answered(turn, act));
  else if (view.status === "no_answer") drawn.push(...unanswered(turn, act));
  else drawn.push(...parts(view).map((part) => note(part.text)));
  if (/chat|refused/.test(view.status)) drawn.push(suggestions(act.samples().slice(0, SHOWN), act, "can", ""));
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

// The question as it was understood, to be edited or undone.
function asked(turn, act) {
  const { question, asked: said } = turn.view;
  const line = el("div.asked");
  const edit = () => { line.replaceChildren(editor(turn, line, act)); $("input", line).focus(); };
  return put(line, el("span", {}, t("", "asked"), el("b", { lang: lang(said) }, added(question, said))),
    el("span.tools", {}, button("pen", "edit", edit), button("undo", "undo", () => act.again(turn, question))));
}

function editor(turn, line, act) {
  const shut = () => { const shown = asked(turn, act); line.replaceWith(shown); $(".b", shown).focus(); };
  const said = turn.view.asked;
  const field = el("input", { value: said, lang: lang(said), autocomplete: "off", ...named("edit_label") });
  const enter = (event) => { event.preventDefault(); if (field.value.trim()) act.again(turn, field.value.trim()); };
  return el("form", { on: { submit: enter, keydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); shut(); } } } },
    el("label.field", {}, field), el("button.b.line", {}, t("", "search")), el("button.b", { type: "button", on: { click: shut } }, t("", "cancel")));
}

// Each text in its own language, with the page's own comma between them.
const list = (texts) => texts.flatMap((text, at) => [at ? comma() : null, el("span", { lang: lang(text) }, text)]);

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
  return el("details.why", { open }, el("summary", {}, t("", "why"), " ", el("span", {}, list(terms(one)))), el("dl", {}, bars));
}

function card(one, act, view, { first, quoted, answers = [] }) {
  const opening = (event) => { event.preventDefault(); act.open(one, view, event.currentTarget); };
  return el("li.card", {},
    quoted === "near" ? null : marker(one.n, (from) => act.open(one, view, from)),
    el("a.t", { href: linkTo(one), lang: lang(one.title), on: { click: opening } }, one.title ? headline(one.title) : fileName(one.source)),
    el("span.tools", {}, small("copy", () => act.copyCitation(one), ...(quoted === "near" ? ["copy_passage"] : ["copy_citation", one.n])),
      small("link", () => act.copyLink(linkTo(one)), ...(quoted === "near" ? ["passage_link"] : ["permalink", one.n]))),
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

// all: questions, or what the server gives as samples: {question, shows}
export const questions = (all, act) => el("ul", {}, all.map((one) => {
  const said = one.question ?? one;
  return el("li", {}, el("button.ask", { type: "button", on: { click: () => act.follow(said) } },
    one.shows ? t("small", SHOWS[one.shows]) : null, el("span", { lang: lang(said) }, said), icon("go")));
}));

// What was found missing, unless the words that the library never uses say so already.
const news = (view) => view.doubts.filter((said) => {
  const words = [...said.matchAll(/[“"]([^”"]+)[”"]/g)].map(([, word]) => word);
  return !words.length || words.some((word) => !view.missing.includes(word));
});

function unanswered(turn, act) {
  const view = turn.view;
  const said = view.segments.map(([text]) => text).join("");
  const first = view.doubts.reduce((text, one) => text.replace(one, ""), said).trim();
  const drawn = [el("p.no", {}, first)];
  if (view.missing.length) drawn.push(el("p.miss", {}, t("b", "miss"), view.missing.map((word) => el("span", { lang: lang(word) }, word))));
  drawn.push(...news(view).map((text) => note(text)));
  if (view.near.length) drawn.push(el("section.near", {}, t("h3.h", "near"), el("ul", {}, view.near.map((one, at) => card(one, act, view, { first: at === 0, quoted: "near" })))));
  if (view.left?.words.length) drawn.push(note(t("", view.near.length ? "left" : "left_all", view.left.count, view.left.words.map((word) => `“${word}”`).join("、"))));
  return drawn;
}

// What stands in the empty conversation: what this is, what it knows, what to do.
export function hello(library, act) {
  return el("section.hello", {}, t("h2", "hello"),
    library?.documents ? t("p.sum", "sum", count(library.documents), count(library.articles), count(library.characters)) : library ? t("p.sum", "empty_library") : null,
    library?.documents ? el("p.from", {}, t("", "from"), list(from(library).map(shortName)), dot(), el("button.link", { type: "button", on: { click: act.library } }, t("", "see_library"))) : null,
    library?.samples.length ? el("section.next", {}, t("h3.h", "try"), questions(library.samples, act)) : null,
    el("p.own", {}, t("i", "note"), t("", "promise")));
}

// Where the library is from: what was added, then its newspapers, else its first files.
function from(library) {
  const files = (all) => [...new Set(all.map((one) => fileName(one.source)))];
  return [...files(library.sources.filter((one) => one.uploaded)), ...(library.publications.length ? library.publications : files(library.sources.filter((one) => !one.uploaded)))].slice(0, NAMED);
}
