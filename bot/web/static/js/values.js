// Several values side by side, in the source's words: a row for each time, or, where the documents disagree, for each reading.
import { el, lang } from "./dom.js";
import { t } from "./words.js";

const NUMBER = /\d[\d,，]*(?:\.\d+)?/;
const PART = /半年|季度|月/;
const PLAN = /预计|预期|预测|力争|计划|有望|争取|目标|拟|规划|将/;
const DATE = /\d{4}年/;
const number = (value) => Number((value.match(NUMBER)?.[0] ?? "").replace(/[,，]/g, "") || NaN);
const unit = (value) => value.slice(value.search(NUMBER)).replace(NUMBER, "").replace(/[多余]|以上|左右/g, "").trim();

// One row for each value of one time, with all its citations.
export function rows(view) {
  const all = [];
  for (const [value, when, n] of view.values) {
    const same = all.find((row) => row.value === value && row.when === when);
    if (same) same.cites.push(n);
    else all.push({ value, when, cites: [n] });
  }
  return all;
}

// Readings of one time, and not values of several.
export const alike = (all) => all.every((row) => row.when === all[0].when);

export function table(view, mark) {
  const all = rows(view);
  const [{ when }] = all;
  return alike(all) ? readings(all, when, mark) : times(all, mark);
}

const said = (when) => el("span", { lang: lang(when) }, `“${when}”`);
const marks = (row, mark) => el("td", { role: "cell" }, [...new Set(row.cites)].map((n) => mark(n)));
const head = (...cells) => el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, cells));
const names = (what, key) => { const cell = t(what, key); cell.setAttribute("scope", "col"); cell.setAttribute("role", "columnheader"); return cell; };
const made = (shape, ...inside) => el("table.vals" + shape, { role: "table" }, inside);
// A click on a value opens its first citation; the marker in the row does the same for the keyboard.
const opening = { click: (event) => event.currentTarget.closest("tr").querySelector(".cite")?.click() };

function readings(all, when, mark) {
  return made(".readings", when ? el("caption", {}, said(when)) : null, head(names("th", "reading"), names("th", "refs")),
    el("tbody", { role: "rowgroup" }, all.map((row) => el("tr", { role: "row" },
      el("th.v", { scope: "row", role: "rowheader", lang: lang(row.value), on: opening }, row.value), marks(row, mark)))));
}

function times(all, mark) {
  const comparable = all.every((row) => number(row.value) > 0 && !DATE.test(row.value)) && new Set(all.map((row) => unit(row.value))).size === 1;
  const most = Math.max(...all.map((row) => number(row.value)));
  const line = (row) => el("tr", { role: "row" },
    el("th", { scope: "row", role: "rowheader" }, row.when ? said(row.when) : t("span.k", "undated")),
    el("td.v", { role: "cell", lang: lang(row.value), on: opening }, row.value),
    comparable ? el("td.plot", { role: "cell" }, bar(row, number(row.value) / most)) : null,
    marks(row, mark));
  return made(comparable ? "" : ".plain", head(names("th", "when"), names("th.v", "value"), comparable ? names("th.plot", "bars") : null, names("th", "refs")),
    el("tbody", { role: "rowgroup" }, all.map(line)));
}

// From 0; a part of a year is hatched, a plan is dashed.
function bar(row, share) {
  const drawn = el("span.pb" + (PLAN.test(row.when) ? ".fc" : PART.test(row.when) ? ".half" : ""));
  drawn.style.setProperty("--v", `${(share * 100).toFixed(1)}%`);
  return drawn;
}
