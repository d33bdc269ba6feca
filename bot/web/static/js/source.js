// The source panel: the whole document beside the chat, scrolled to the exact characters.
import { $, $$, clean, el, fileName, icon, lang, points, put } from "./dom.js";
import { lines, outline, pieces } from "./text.js";
import { find } from "./find.js";
import { over } from "./window.js";
import { label, named, say, t } from "./words.js";
import { get } from "./server.js";
import { linkTo } from "./answer.js";
import { quietly } from "./peek.js";
import { settle } from "./room.js";

const held = new Map(); // documents by id and hash of this visit
let shown = null; // {place, siblings, from, source, view}
let text = null; // the window over what is shown
let search = null;
let act = {};

export function begin(actions) { act = actions; }
export const open = () => shown !== null;

async function fetched(document, sha) {
  const key = document + "\n" + sha;
  if (!held.has(key)) held.set(key, get("/api/source", sha ? { doc: document, sha } : { doc: document }).catch((error) => { held.delete(key); throw error; }));
  return held.get(key);
}

// place: {document, spans, sha256, n?}; siblings: citations of the same answer; from: what to focus when the panel closes
export async function show(place, siblings = [], from = null) {
  const now = { place, siblings, from: from ?? shown?.from ?? null, view: shown?.view ?? "read" };
  shown = now;
  still(now.from, () => frame(now));
  try {
    const source = await fetched(place.document, place.sha256);
    if (shown !== now) return;
    now.source = { ...source, at: points(source.text) };
    fill(now);
  } catch (error) {
    if (shown === now) said(error.code === "no_source" ? ["missing_source", place.document] : ["source_failed", error.message]);
  }
}

export function shut() {
  if (!shown) return;
  const { from } = shown;
  const focused = $("#src").contains(document.activeElement);
  shown = text = null;
  still(from, () => {
    $("#src").hidden = true;
    $("#src").classList.remove("toc-on");
    $("#shell").classList.remove("with-s");
    settle();
  });
  current();
  for (const name of ["find", "here"]) CSS.highlights?.delete(name);
  if (from?.isConnected) quietly(from);
  else if (focused) (/Mobi/.test(navigator.userAgent) ? $("#scroll") : $("#q")).focus({ preventScroll: true });
}

// The column gets narrower or wider: what was clicked stays where it is on the screen.
function still(marker, change) {
  const before = marker?.getBoundingClientRect().top;
  change();
  if (marker?.isConnected) $("#scroll").scrollTop += marker.getBoundingClientRect().top - before;
}

function current() {
  for (const one of $$("#talk .cite")) {
    const mine = shown?.from && one.closest(".turn") === shown.from.closest?.(".turn") && one.textContent === `[${shown.place.n}]`;
    if (mine) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

// What does not move while another citation is opened: head, contents, strip, page.
function frame(now) {
  const panel = $("#src");
  if (panel.hidden) {
    const square = (symbol, key, run, more = "") => el("button.b.sq" + more, { type: "button", ...named(key), on: { click: run } }, icon(symbol));
    const view = (key) => el("button.b.keep", { type: "button", "aria-pressed": "false", data: { view: key }, on: { click: () => turn(key) } }, t("", key));
    const field = el("input", { type: "search", ...named("find"), data: { ...named("find").data, ph: "find" } });
    panel.replaceChildren(el("div.grab", { "aria-hidden": "true" }),
      el("header", {}, el("div.id", {}, el("b"), el("small.fn")),
        el("div.seg", { role: "group", ...named("view") }, view("read"), view("raw")),
        el("label.field", {}, icon("find"), field, el("output.num")),
        square("list", "contents", contents, ".keep.toc-b"), square("x", "close_source", () => act.shut(), ".keep")),
      el("nav.toc", named("contents")), el("div.at"),
      el("div.page", { tabindex: "0", role: "region", ...named("page_text") }));
    search = find(field, $("output", panel), () => text);
    drag($(".grab", panel), panel);
    panel.hidden = false;
    $("#shell").classList.add("with-s");
    settle();
    label(panel);
  }
  current();
  $("#pop").hidden = true;
  if (!$(".page", panel).hasChildNodes()) put($(".page", panel), t("p.own", "loading"));
}

function turn(view) {
  if (!shown?.source) return;
  shown.view = view;
  fill(shown, false);
}

function contents() {
  const panel = $("#src");
  if (innerWidth <= 759) panel.classList.toggle("toc-on");
  else $(".toc", panel).hidden = !$(".toc", panel).hidden;
}

function said(words) {
  const panel = $("#src");
  $(".toc", panel).replaceChildren();
  $(".at", panel).replaceChildren();
  $(".page", panel).replaceChildren(el("p.notice", { role: "status" }, t("i.tag", "note"), t("", ...words)));
}

function lawful(place, source) {
  if (source.changed || (place.state && place.state !== "unchanged")) return "changed";
  const fits = place.spans.every(([a, b]) => Number.isInteger(a) && Number.isInteger(b) && a >= 0 && a < b && b <= source.at.length);
  return fits ? null : "bad_span";
}

function fill(now, moved = true) {
  const panel = $("#src");
  const { place, source } = now;
  const wrong = lawful(place, source);
  const spans = wrong ? [] : [...place.spans].sort((a, b) => a[0] - b[0]);
  const publication = place.publication || source.articles.find((one) => one.publication)?.publication;
  $(".id b", panel).textContent = clean(publication || source.articles.find((one) => one.title)?.title || fileName(source.source));
  $(".id b", panel).lang = lang($(".id b", panel).textContent);
  $(".id small", panel).textContent = clean(fileName(source.source));
  for (const button of $$("[data-view]", panel)) button.setAttribute("aria-pressed", String(button.dataset.view === now.view));
  strip(now, spans, wrong);
  const page = $(".page", panel);
  text = over(pieces(source, spans, now.view, () => turn("raw")), page, lang(source.text.slice(0, 2000)), now.view === "raw", () => search.mark());
  page.replaceChildren(text.root);
  for (const [start] of spans) text.reveal(start);
  const toc = $(".toc", panel);
  const entries = outline(source, spans, (start) => { const there = text.reveal(start); there.scrollIntoView({ block: "start" }); there.focus(); });
  toc.replaceChildren(...entries);
  toc.hidden = entries.length < 2 || (toc.hidden && !moved);
  $(".toc-b", panel).hidden = entries.length < 2 && innerWidth > 759; // on a phone it opens the search too
  scroll(page, now.view);
  search.look();
  if (moved) ($("mark", page) ?? page).focus({ preventScroll: true });
}

function strip({ place, siblings, source }, spans, wrong) {
  const inside = [];
  if (place.n && place.from !== "near") inside.push(el("span.cite", { "aria-hidden": "true" }, `[${place.n}]`));
  const at = lines(source);
  const numbers = [...new Set(spans.map(([start]) => at(start)))].join("、");
  inside.push(el("span.w", {}, wrong ? el("span.notice", { role: "status" }, t("", wrong))
    : spans.length ? t("", spans.length > 1 ? "at_many" : "at_one", numbers, spans.length) : t("", "at_doc")));
  const same = siblings.filter((one) => one.document === place.document);
  const here = same.findIndex((one) => one.n === place.n);
  if (same.length > 1 && here >= 0) {
    const step = (by, symbol, key) => el("button.b.sq", { type: "button", ...named(key), on: { click: () => show(same[(here + by + same.length) % same.length], siblings) } }, icon(symbol));
    inside.push(el("span.step", {}, step(-1, "back", "previous"), t("span.num", "of", here + 1, same.length), step(1, "go", "following")));
  }
  if (spans.length) inside.push(el("button.b", { type: "button", on: { click: () => act.copyLink(linkTo(place)) } }, icon("link"), t("", "copy_link")));
  $("#src .at").replaceChildren(...inside);
}

// The mark stands at 30 to 55 % of the height and a whole paragraph at the top edge, never half a line.
function scroll(page, view) {
  const mark = $("mark", page);
  if (!mark) { page.scrollTop = 0; return; }
  $("#src .toc [aria-current]")?.scrollIntoView({ block: "nearest" });
  const top = (node) => node.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop;
  const wanted = top(mark) - page.clientHeight * (view === "raw" ? 0.3 : 0.55);
  const first = $$("[data-o]", page).find((one) => top(one) >= wanted) ?? mark;
  page.scrollTop = Math.min(top(first), top(mark)) - (view === "raw" ? 0 : 10);
}

// On a phone the sheet is drawn up and down by its bar.
function drag(grab, panel) {
  grab.addEventListener("pointerdown", (down) => {
    const height = panel.offsetHeight;
    grab.setPointerCapture(down.pointerId);
    const move = (event) => { panel.style.height = `${Math.min(innerHeight - 64, Math.max(120, height + down.clientY - event.clientY))}px`; };
    const up = () => {
      grab.removeEventListener("pointermove", move);
      if (panel.offsetHeight < 200) act.shut();
      if (panel.offsetHeight < 200 || panel.hidden) panel.style.height = "";
    };
    grab.addEventListener("pointermove", move);
    grab.addEventListener("pointerup", up, { once: true });
    grab.addEventListener("pointercancel", up, { once: true });
  });
}
