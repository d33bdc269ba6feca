// The library: what can be asked about, and its state. Files are added by drag or button where the server allows it.
import { $, el, headline, icon, lang } from "./dom.js";
import { post } from "./server.js";
import * as uploads from "./uploads.js";
import { count, named, t } from "./words.js";

const UPLOADED = /^\.uploads\//; // how an uploaded file's source begins
let held = null;
let act = {};

export function begin(actions) {
  act = actions;
  uploads.begin({ changed: () => act.reload(), show: () => { if (!$("#library").hidden) draw(); } });
}

export function show(library) {
  held = library;
  if (!$("#library").hidden) draw();
}

export function toggle(open = $("#library").hidden) {
  if (open === !$("#library").hidden) return;
  $("#library").hidden = !open;
  $("#talk").hidden = open;
  $("#b-lib").setAttribute("aria-pressed", String(open));
  if (open) { draw(); act.reload(); $("#library h2")?.focus(); }
}

export const shown = (source) => source.replace(UPLOADED, "");

function draw() {
  if (!held) return;
  const focused = document.activeElement?.id;
  const all = held.sources;
  const heading = t("h2", "library");
  heading.tabIndex = -1;
  $("#library").replaceChildren(el("section.lib", {},
    el("div.head", {}, el("div", {}, heading, t("p", "library_sum", count(held.documents), count(held.articles), count(held.characters))), held.editable ? uploads.button(held) : null),
    el("div", {}, held.editable ? uploads.drop(held) : el("p.own.lead", {}, t("i", "note"), t("", "read_only")), uploads.job(), table(all)),
    el("div.side", {}, chart(all))));
  if (focused) document.getElementById(focused)?.focus();
}

function table(all) {
  const head = el("tr", {}, t("th", "origin"), t("th.n", "articles"), t("th.n.opt", "characters"), t("th.opt", "state"), held.editable ? el("th", {}, t("span.sr", "actions")) : null);
  return el("table.t2", {}, el("thead", {}, head), el("tbody", {}, all.map(row)));
}

function row(one) {
  const name = shown(one.source);
  const title = one.titles[0] ? headline(one.titles[0]) : name;
  const open = el("a.t", { href: "/?" + new URLSearchParams({ doc: one.document }), lang: lang(one.titles[0] || ""), on: { click: (event) => { event.preventDefault(); act.open(one.document); } } }, el("b", {}, title));
  const remove = one.uploaded ? el("button.b.sq", { type: "button", ...named("remove", name), on: { click: () => take(name) } }, icon("bin")) : null;
  return el("tr", {}, el("td", {}, open, el("div.m", {}, el("span.fn", {}, name))), el("td.n", {}, count(one.articles)), el("td.n.opt", {}, count(one.characters)),
    el("td.opt", {}, t("span.st", "ready")), held.editable ? el("td", {}, remove) : null);
}

async function take(name) {
  try {
    await post("/api/files/delete", { name });
    await uploads.index([]);
    act.toast("removed", "restore", () => back(name), name);
  } catch (error) {
    act.toast("source_failed", null, null, error.message);
  }
}

async function back(name) {
  await post("/api/files/restore", { name });
  await uploads.index([]);
  act.toast("restored", null, null, name);
}

function chart(all) {
  if (all.length < 2 || all.length > 40) return null;
  const most = Math.max(...all.map((one) => one.articles), 1);
  return [t("h3.h", "per_source"), el("dl.chart", {}, all.map((one) => {
    const bar = el("dd.bar");
    bar.style.setProperty("--v", `${(100 * one.articles) / most}%`);
    return el("div", {}, el("dt.fn", {}, shown(one.source)), bar, el("dd.num", {}, count(one.articles)));
  }))];
}
