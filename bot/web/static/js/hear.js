// What a screen reader says by itself: one short sentence for one event, in one region that is always there. The conversation
// itself is no live region: an answer with all its buttons would be read at once, and a restored conversation from its beginning.
import { $, el, lang, put } from "./dom.js";
import { parts } from "./answer.js";
import { rows } from "./values.js";
import { t } from "./words.js";

const PAUSE = 60; // the region is empty for so long, so that the same sentence is said again
let timer;

export function hear(...inside) {
  clearTimeout(timer);
  $("#heard").replaceChildren();
  timer = setTimeout(() => put($("#heard"), inside), PAUSE);
}

const said = (text) => el("span", { lang: lang(text) }, text, " ");

// An answer as one would tell it: its short answer, its rows or its first quote, and how many citations there are to go to.
export function answered(view) {
  const all = parts(view);
  const quotes = all.filter((one) => one.n !== null);
  if (!quotes.length) return hear(all.map((one) => said(one.text)));
  const table = view.values.length > 1 ? rows(view).map((row) => [row.when, row.value].filter(Boolean).join(" ")) : [];
  const notes = all.filter((one) => one.n === null).map((one) => said(one.text));
  return hear(table.length ? [notes, table.map(said)] : [said(view.short || quotes[0].text), notes], t("", "heard", view.citations.length));
}
