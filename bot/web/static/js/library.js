// The library: what can be asked about, and its state.
import { $, el, headline, lang } from "./dom.js";
import { count, t } from "./words.js";

let held = null;
let act = {};

export function begin(actions) { act = actions; }

export function show(library) {
  held = library;
  if (!$("#library").hidden) draw();
}

export function toggle(open = $("#library").hidden) {
  $("#library").hidden = !open;
  $("#talk").hidden = open;
  $("#b-lib").setAttribute("aria-pressed", String(open));
  if (open) { act.reload(); draw(); $("#library h2").focus(); }
}

function draw() {
  if (!held) return;
  const all = held.sources;
  $("#library").replaceChildren(el("section.lib", {},
    el("div.head", {}, el("div", {}, t2("h2", "library"), t("p", "library_sum", count(held.documents), count(held.articles), count(held.characters)))),
    el("div", {}, table(all)), el("div.side", {}, chart(all))));
}

const t2 = (what, key) => { const made = t(what, key); made.tabIndex = -1; return made; };

function table(all) {
  return el("table.t2", {}, el("thead", {}, el("tr", {}, t("th", "origin"), t("th.n", "articles"), t("th.n.opt", "characters"), t("th.opt", "state"))),
    el("tbody", {}, all.map((one) => el("tr", {}, el("td", {},
      el("a.t", { href: "/?" + new URLSearchParams({ doc: one.document }), lang: lang(one.titles[0] || "") }, el("b", {}, one.titles[0] ? headline(one.titles[0]) : one.source)),
      el("div.m", {}, el("span.fn", {}, one.source))),
    el("td.n", {}, count(one.articles)), el("td.n.opt", {}, count(one.characters)), el("td.opt", {}, t("span.st", "ready"))))));
}

function chart(all) {
  if (all.length < 2 || all.length > 40) return null;
  const most = Math.max(...all.map((one) => one.articles), 1);
  return [t("h3.h", "per_source"), el("dl.chart", {}, all.map((one) => {
    const bar = el("dd.bar");
    bar.style.setProperty("--v", `${(100 * one.articles) / most}%`);
    return [el("dt.fn", {}, one.source), bar, el("dd.num", {}, count(one.articles))];
  }))];
}
