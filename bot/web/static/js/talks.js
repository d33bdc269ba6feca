// Conversations: kept in this browser only, newest first, searchable; they outlive the server.
import { $, el, icon, keep, lang, put } from "./dom.js";
import { language, named, say, t } from "./words.js";
import { asMarkdown, download } from "./copy.js";

const MOST = 200;
let all = load();
let act = {};
let current = null;
let sought = "";

export function begin(actions) { act = actions; }

// Anything could stand in the browser's store: only what has the shape of a conversation is taken.
function load() {
  try {
    const kept = JSON.parse(keep.get("talks") || "[]");
    const turn = (one) => one && typeof one.question === "string" && (!one.view || Array.isArray(one.view.segments));
    return Array.isArray(kept) ? kept.filter((one) => one && typeof one.id === "string" && Array.isArray(one.turns) && one.turns.every(turn)) : [];
  } catch {
    return [];
  }
}

// Full: the oldest conversations make room.
function store() {
  all = all.slice(0, MOST);
  while (!keep.set("talks", JSON.stringify(all)) && all.length > 1) all.pop();
}

export const get = (id) => all.find((one) => one.id === id);

export function save(talk) {
  all = [talk, ...all.filter((one) => one.id !== talk.id)];
  talk.updated = Date.now();
  store();
  draw();
}

// On a phone the list covers the page: it goes when something was chosen in it.
export const covers = () => innerWidth <= 759;

export function toggle(open = $("#talks").hidden) {
  stand(open);
  (open ? $("#talks input") : $("#b-talks")).focus();
}

// Shown or not; the focus stays where it is.
export function stand(open) {
  $("#talks").hidden = !open;
  $("#shell").classList.toggle("with-h", open);
  $("#b-talks").setAttribute("aria-expanded", String(open));
  if (open) { sought = ""; frame(); draw(); }
}

export function show(id) {
  current = id;
  draw();
}

function frame() {
  const field = el("input", { type: "search", ...named("find_talk"), on: { input: () => { sought = field.value.trim().toLowerCase(); draw(); } } });
  field.dataset.ph = "find_talk";
  field.placeholder = say("find_talk");
  $("#talks").replaceChildren(el("div.row", {}, el("label.field", {}, icon("find"), field),
    el("button.b.line.sq", { type: "button", ...named("new_talk"), on: { click: () => { if (covers()) toggle(false); act.fresh(); } } }, icon("plus"))), el("div.all"));
}

const matches = (talk) => !sought || [talk.title, ...talk.turns.flatMap((one) => [one.question, ...(one.view?.segments ?? []).map(([text]) => text)])].some((text) => text.toLowerCase().includes(sought));

function draw() {
  const into = $("#talks .all");
  if (!into) return;
  const shown = all.filter(matches);
  const midnight = new Date().setHours(0, 0, 0, 0);
  const groups = { today: [], week: [], older: [] };
  for (const talk of shown) groups[talk.updated >= midnight ? "today" : talk.updated >= midnight - 6 * 864e5 ? "week" : "older"].push(talk);
  into.replaceChildren();
  if (!shown.length) put(into, t("p.none", all.length ? "no_match" : "no_talks"));
  for (const [key, talks] of Object.entries(groups)) if (talks.length) put(into, t("h2", key), el("ul", {}, talks.map(row)));
}

function when(talk) {
  const date = new Date(talk.updated);
  const today = talk.updated >= new Date().setHours(0, 0, 0, 0);
  const shape = today ? { hour: "numeric", minute: "2-digit" } : { month: "numeric", day: "numeric" };
  return new Intl.DateTimeFormat(language() === "en" ? "en" : "zh-CN", shape).format(date);
}

function row(talk) {
  const open = el("a", { href: "#", "aria-current": talk.id === current ? "true" : undefined, on: { click: (event) => { event.preventDefault(); if (covers()) toggle(false); act.open(talk.id); } } },
    el("span", { lang: lang(talk.title) }, talk.title), t("small", "questions", talk.turns.length, when(talk)));
  const more = el("button.b.sq", { type: "button", "aria-expanded": "false", ...named("more", talk.title), on: { click: () => menu(talk, line, more) } }, icon("more"));
  const line = el(talk.id === current ? "li.on" : "li", {}, open, more);
  return line;
}

function menu(talk, line, more) {
  const there = $(".menu", line);
  $("#talks .menu")?.remove();
  more.setAttribute("aria-expanded", String(!there));
  if (there) return;
  const item = (symbol, key, run) => el("button.b", { type: "button", on: { click: () => { $(".menu", line)?.remove(); run(); } } }, icon(symbol), t("", key));
  const made = el("div.menu", {},
    item("pen", "rename", () => rename(talk, line)),
    item("down2", "export_md", () => download(talk.title + ".md", asMarkdown(talk), "text/markdown")),
    item("down2", "export_json", () => download(talk.title + ".json", JSON.stringify(talk, null, 1), "application/json")),
    item("bin", "delete", () => remove(talk)));
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    made.remove();
    more.setAttribute("aria-expanded", "false");
    more.focus();
  });
  line.append(made);
  $("button", made).focus();
}

function rename(talk, line) {
  const field = el("input", { value: talk.title, ...named("rename_label") });
  let done = false;
  const end = (keepName) => {
    if (done) return;
    done = true;
    if (keepName && field.value.trim()) { talk.title = field.value.trim().slice(0, 120); store(); }
    draw();
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); end(false); }
    if (event.key === "Enter" && !event.isComposing) end(true);
  });
  field.addEventListener("blur", () => end(true));
  line.replaceChildren(el("label.field", {}, field));
  field.select();
}

function remove(talk) {
  const before = all;
  all = all.filter((one) => one.id !== talk.id);
  store();
  draw();
  if (talk.id === current) act.fresh();
  $("#talks input").focus(); // the list is still open, and what was focused in it is gone
  act.toast("deleted", "restore", () => { all = before; store(); draw(); });
}
