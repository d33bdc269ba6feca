// The library: what can be asked about, and its state. Files are added by drag or button where the server allows it.
import { $, el, fileName, headline, icon, lang } from "./dom.js";
import { get, post, token } from "./server.js";
import * as uploads from "./uploads.js";
import { count, label, named, t } from "./words.js";

const STATES = { unchanged: "ready", changed: "state_changed", missing: "state_missing" };
let held = null;
let closed = null; // why nothing can be read here: token or closed
let going = new Set(); // deleted, and still in the index
let act = {};
let read = 0; // how far the conversation was scrolled

export function begin(actions) {
  act = actions;
  uploads.begin({ changed: () => act.reload(true), toast: act.toast, show: () => { if (!$("#library").hidden) progress(); }, follow: act.follow });
}

// settled: what was begun is done, and what was to go is gone
export function show(library, settled = false) {
  held = library;
  closed = null;
  if (settled || !uploads.busy()) going.clear();
  if (!$("#library").hidden) draw();
}

// Nothing can be read without a right: the panel says so, and takes the token where one is set.
export function locked(why) {
  held = null;
  closed = why;
  if ($("#library").hidden) toggle(true, false);
  else draw();
}

export function toggle(open = $("#library").hidden, fresh = true) {
  if (open === !$("#library").hidden) return;
  act.shut(); // a source is of what was there before
  if (open) read = $("#scroll").scrollTop;
  $("#library").hidden = !open;
  $("#talk").hidden = open;
  $("#b-lib").setAttribute("aria-pressed", String(open));
  Object.assign($("#scroll").dataset, { tl: open ? "library" : "log" });
  label($("main"));
  $("#scroll").scrollTop = open ? 0 : read;
  if (open) {
    draw();
    if (fresh) act.reload().then(resume);
    $("#library h2")?.focus();
  }
}

// Files that were let fall beside the place for them: anywhere on the page.
export function fell(files) {
  if (!held?.editable) return;
  toggle(true);
  uploads.add(files, held);
}

// What another window began is shown here too.
async function resume() {
  if (!held?.editable || uploads.busy()) return;
  if ((await get("/api/files/job").catch(() => ({}))).state === "running") uploads.follow();
}

// Only the job changes while files are read: what is read, marked or focused beside it stays.
function progress() {
  const box = $("#library .jobs");
  if (!box) return draw();
  const focused = document.activeElement?.id;
  box.replaceChildren(...[uploads.job(held)].filter(Boolean));
  $("#add-files").disabled = uploads.busy();
  if (focused) document.getElementById(focused)?.focus();
}

function draw() {
  const focused = document.activeElement?.id;
  const heading = t("h2", "library");
  heading.tabIndex = -1;
  heading.id = "library-title";
  $("#library").replaceChildren(el("section.lib", {}, closed ? [el("div.head", {}, heading), el("div", {}, unlock())] : held ? [
    el("div.head", {}, el("div", {}, heading, t("p", "library_sum", count(held.documents), count(held.articles), count(held.characters))), held.editable ? uploads.button(held) : null),
    el("div", {}, held.editable ? uploads.drop(held) : unlock(), el("div.jobs", {}, uploads.job(held)), table(held.sources), left()),
    el("div.side", {}, perSource(held.sources), perYear(held.years))] : el("div.head", {}, heading)));
  if (focused) document.getElementById(focused)?.focus();
}

// Reading or editing needs the keeper's token: asked once, kept in this browser.
function unlock() {
  const say = (key) => el("p.own.lead", {}, t("i", "note"), t("", key));
  if (!(closed === "token" || held?.unlocks)) return say(closed ? "not_public" : "read_only");
  const field = el("input", { type: "password", id: "token", autocomplete: "current-password", required: true, ...named("token") });
  const enter = (event) => { event.preventDefault(); token.set(field.value.trim()); act.reload(); };
  return [say(token.get() ? "token_wrong" : closed ? "token_read" : "token_edit"),
    el("form.unlock", { on: { submit: enter } }, t("label", "token"), el("span.field", {}, field), el("button.b.line", {}, t("", "enter")))];
}

function table(all) {
  const head = el("tr", {}, t("th", "origin"), t("th.n", "articles"), t("th.n.opt", "characters"), t("th.opt", "state"), ours(all) ? el("th", {}, t("span.sr", "actions")) : null);
  return el("table.t2", {}, el("thead", {}, head), el("tbody", {}, all.map((one) => row(one, ours(all)))));
}

// Some were added here, and can be taken out here.
const ours = (all) => held.editable && all.some((one) => one.uploaded);

function row(one, deletable) {
  const name = fileName(one.source);
  const title = one.titles[0] ? headline(one.titles[0]) : name;
  const open = el("a.t", { href: "/?" + new URLSearchParams({ doc: one.document }), lang: lang(one.titles[0] || ""), on: { click: (event) => { event.preventDefault(); act.open(one.document, event.currentTarget); } } }, el("b", {}, title));
  const state = going.has(one.source) ? "state_going" : STATES[one.state];
  return el("tr", {}, el("th", { scope: "row" }, open, el("div.m", {}, el("span.fn", {}, name))), el("td.n", {}, count(one.articles)), el("td.n.opt", {}, count(one.characters)),
    el("td.opt", {}, t("span.st." + one.state, state)), deletable ? el("td", {}, bin(one)) : null);
}

const bin = (one) => (one.uploaded && held.editable && !going.has(one.source) ? el("button.b.sq", { type: "button", ...named("remove", fileName(one.source)), on: { click: () => take(one.source) } }, icon("bin")) : null);

// What could not be read stays listed with its reason, until it is mended or taken out.
function left() {
  const all = held.skipped.filter((one) => !going.has(one.source));
  if (!all.length) return null;
  return el("div.job.left", {}, t("b", "left_out"), all.map((one) => uploads.skipped(
    [one.lines.map((line) => uploads.reason(uploads.known(line))), one.more ? t("div.m", "and_more", count(one.more)) : null], bin(one))));
}

async function take(source) {
  try {
    await post("/api/files/delete", { name: fileName(source) });
    going.add(source);
    act.toast("removed", "restore", () => back(source), fileName(source));
    draw();
    $("#library h2").focus(); // the button is gone
    await uploads.index();
  } catch (error) {
    act.toast("not_done", null, null, uploads.because(error));
  }
}

async function back(source) {
  try {
    await post("/api/files/restore", { name: fileName(source) });
    going.delete(source);
    act.toast("restored", null, null, fileName(source));
    await uploads.index();
  } catch (error) {
    act.toast("not_done", null, null, uploads.because(error));
  }
}

const perSource = (all) => (all.length > 1 && all.length <= 40 ? chart("per_source", all.map((one) => [fileName(one.source), one.articles])) : null);
const perYear = (all) => (all.length > 1 ? chart("per_year", all) : null);

function chart(heading, rows) {
  const most = Math.max(...rows.map(([, number]) => number), 1);
  return [t("h3.h", heading), el("dl.chart", {}, rows.map(([name, number]) => {
    const bar = el("span.bar", { "aria-hidden": "true" });
    bar.style.setProperty("--v", `${(100 * number) / most}%`);
    return el("div", {}, el("dt.fn.num", {}, name), el("dd", { "aria-hidden": "true" }, bar), el("dd.num", {}, count(number)));
  }))];
}
