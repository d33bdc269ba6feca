// Several values side by side: one row each, in the source's words, a bar from 0 where the units agree.
import { el, lang } from "./dom.js";
import { t } from "./words.js";

const NUMBER = /[-+]?[\d,，]*\.?\d+/;
const number = (value) => Number((value.match(NUMBER)?.[0] ?? "").replace(/[,，]/g, "") || NaN);
const unit = (value) => value.replace(NUMBER, "").replace(/^[约近超逾达]+|[多余]/g, "").trim();

export function table(view, mark) {
  const rows = [];
  for (const [value, when, n] of view.values) {
    const same = rows.find((row) => row.value === value && row.when === when);
    if (same) same.cites.push(n);
    else rows.push({ value, when, cites: [n] });
  }
  const comparable = rows.every((row) => number(row.value) > 0) && new Set(rows.map((row) => unit(row.value))).size === 1;
  const most = Math.max(...rows.map((row) => number(row.value)));
  return el("table.vals", {},
    el("thead", {}, el("tr", {}, t("th", "when"), t("th.v", "value"), el("th.plot", {}, comparable ? t("", "bars") : null), t("th", "refs"))),
    el("tbody", {}, rows.map((row) => line(row, comparable && number(row.value) / most, mark))));
}

function line(row, share, mark) {
  const bar = share ? el("span.pb") : null;
  bar?.style.setProperty("--v", `${(share * 100).toFixed(1)}%`);
  const when = row.when ? el("span", { lang: lang(row.when) }, `“${row.when}”`) : t("span.k", "undated");
  return el("tr", {}, el("th", { scope: "row" }, when), el("td.v", { lang: lang(row.value) }, row.value), el("td.plot", {}, bar),
    el("td", {}, [...new Set(row.cites)].map((n) => mark(n))));
}
