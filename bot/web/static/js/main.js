// The page: one conversation, one composer, one source beside it. Everything that is clicked or typed ends up here.
import { $, $$, clean, el, keep, lang, put } from "./dom.js";
import * as answers from "./answer.js";
import * as connection from "./link.js";
import * as library from "./library.js";
import * as settings from "./settings.js";
import * as source from "./source.js";
import * as talks from "./talks.js";
import * as words from "./words.js";
import * as judging from "./judge.js";
import * as copying from "./copy.js";
import * as next from "./next.js";
import * as peek from "./peek.js";
import * as room from "./room.js";
import { answered, hear } from "./hear.js";
import { ask as stream, library as fresh } from "./server.js";

const { say, t } = words;
const SLOW = 1200; // milliseconds after which a screen reader is told that the search goes on
const CLOSED = ["token", "closed"]; // nothing can be read without a right
let talk = null; // {id, title, turns: [{question, view, half, vote}]}
let running = null; // the turn that is being answered
let held = null; // /api/library
const drawnTurns = new Map(); // turn -> its <article>

const act = {
  ask, again, open, library: () => library.toggle(true), judge, shut: () => source.shut(),
  follow: (question) => ask(question, []), // as it was found to be answered: for itself
  copyAnswer: (turn) => copied(copying.answer(turn.view), "copied_answer"),
  copyCitation: (one) => copied(copying.citation(one), "copied_citation"),
  copyLink: (path, key = "copied") => copied(copying.absolute(path), key),
  samples: () => (held?.samples ?? []).filter((one) => one.shows !== "nothing").map((one) => one.question), toast, fresh: () => { sessionStorage.removeItem("wj-talk"); begin(); $("#q").focus(); }, talk: (id) => restore(id),
};

export function start(element, boot) {
  element.closest("main")?.setAttribute("role", "presentation"); // Gradio's own around ours: one main is enough
  words.begin(boot.words, boot.lang);
  settings.begin();
  source.begin(act);
  peek.begin(() => source.open());
  talks.begin({ fresh: act.fresh, open: restore, toast });
  library.begin({ toast, reload, follow: act.follow, shut: source.shut, open: (document, from) => source.show({ document, spans: [], sha256: "" }, [], from) });
  connection.begin((lost) => {
    composer();
    hear(t("", lost ? "lost" : "found_again", 1)); // once, however often it is tried
    if (!lost) { reload(); resume(); }
  });
  listen();
  words.label();
  begin();
  element.dataset.ready = "1";
  reload().then(deepLink);
}

async function reload(settled = false) {
  try {
    held = await fresh();
    if (!talk.turns.length) greet();
    library.show(held, settled);
  } catch (error) {
    if (CLOSED.includes(error.code)) library.locked(error.code);
    else connection.check(); // the banner says it; the next connection loads again
  }
}

function deepLink() {
  const asked = new URLSearchParams(location.search);
  const document = asked.get("doc");
  if (document) {
    const spans = (asked.get("span") ?? "").split(",").filter(Boolean).map((one) => (one.match(/^(\d{1,12})-(\d{1,12})$/) ?? []).slice(1).map(Number));
    source.show({ document, spans: spans.map(([start = NaN, end = NaN]) => [start, end]), sha256: asked.get("sha") ?? "" });
  } else if (asked.get("q")) {
    history.replaceState(null, "", "/");
    ask(asked.get("q"));
  } else {
    const last = sessionStorage.getItem("wj-talk");
    if (last && talks.get(last)) restore(last);
  }
}

// The conversation -------------------------------------------------------------

function begin() {
  talk = { id: crypto.getRandomValues(new Uint32Array(2)).join("-"), title: "", turns: [] };
  drawnTurns.clear();
  source.shut();
  talks.show(null);
  library.toggle(false);
  empty();
}

const greet = () => $("#talk").replaceChildren(answers.hello(held, act));

function empty() {
  greet();
  if (!/Mobi/.test(navigator.userAgent)) $("#q").focus({ preventScroll: true });
}

function restore(id) {
  talk = structuredClone(talks.get(id));
  drawnTurns.clear();
  source.shut();
  library.toggle(false);
  $("#talk").replaceChildren();
  for (const turn of talk.turns) draw(turn);
  talks.show(id);
  sessionStorage.setItem("wj-talk", id);
  $("#scroll").scrollTop = 0;
  if (connection.lost()) return;
  resume();
  if (talk.turns.length) suggest(talk.turns.at(-1));
}

function draw(turn) {
  let article = drawnTurns.get(turn);
  if (!article) {
    $("#talk .hello")?.remove();
    article = el("article.turn", {}, el("h2.q", { lang: lang(turn.question), tabindex: "-1" }, turn.question), el("div.said"));
    drawnTurns.set(turn, article);
    put($("#talk"), article);
  }
  const said = $(".said", article);
  const focused = $$(".cite", said).indexOf(document.activeElement);
  said.setAttribute("aria-busy", String(turn === running));
  said.classList.toggle("half", Boolean(turn.half && turn.view));
  said.replaceChildren(...[turn.view ? answers.body(turn, act) : null, turn === running && !turn.view ? waiting(turn) : null].flat().filter(Boolean));
  $(".halfway", article)?.remove();
  if (turn.half) put(article, el("div.halfway", {}, answers.note(t("", "halfway"))));
  if (turn.failed) said.replaceChildren(answers.note(t("", ...turn.failed)));
  if (focused >= 0) $$(".cite", said)[focused]?.focus();
  return article;
}

const waiting = (turn) => el("p.own.wait", {}, turn.waiting ? t("", "busy", turn.waiting) : t("", "thinking"));

function ask(question, history = talk.turns.map((one) => one.question)) {
  if (running || connection.lost() || !question.trim()) return;
  library.toggle(false);
  source.shut();
  const turn = { question: clean(question).trim(), view: null };
  if (!talk.turns.length) talk.title = turn.question.slice(0, 60);
  talk.turns.push(turn);
  answer(turn, turn.question, history, true);
}

// The new question stands at the top, with room below it: what comes only grows downwards.
function stand(article) {
  for (const one of $$("#talk .turn")) one.style.minHeight = "";
  if (talk.turns.length > 1) article.style.minHeight = `${$("#scroll").clientHeight - 64}px`;
  article.scrollIntoView({ block: "start" });
}

// Ask the same turn again in other words, without what came before.
function again(turn, question) {
  if (running || connection.lost()) return;
  source.shut();
  answer(turn, question, [], false, { question: turn.question });
}

async function answer(turn, question, history, jump, change = {}) {
  running = turn;
  Object.assign(turn, { half: false, failed: null, waiting: 0, vote: null, token: null, sent: { question, history } });
  if (jump) turn.view = null;
  const article = draw(turn);
  composer();
  if (jump) stand(article);
  if (document.activeElement?.id !== "q") $(".q", article).focus({ preventScroll: true }); // what was clicked is gone
  const slow = setTimeout(() => hear(waiting(turn)), SLOW);
  try {
    await stream(question, history, words.language(), (part) => {
      if (part.waiting) turn.waiting = part.waiting;
      else turn.view = { ...part, ...(part.asked === change.question ? {} : change) };
      draw(turn);
    });
  } catch (error) {
    stopped(turn, error);
  }
  clearTimeout(slow);
  running = null;
  draw(turn);
  composer();
  if (turn.failed || turn.half) hear(t("", ...(turn.failed ?? ["halfway"])));
  else if (turn.view) answered(turn.view);
  talks.save(talk);
  talks.show(talk.id);
  sessionStorage.setItem("wj-talk", talk.id);
  suggest(turn);
}

function suggest(turn) {
  if (turn === talk.turns.at(-1)) next.offer(turn, $(".said", drawnTurns.get(turn)), talk.turns.map((one) => one.question), act);
}

function stopped(turn, error) {
  if (error.code === "full") {
    turn.failed = ["full"];
    if (!$("#q").value) $("#q").value = turn.question;
  } else if (words.has(`error_${error.code}`)) turn.failed = [`error_${error.code}`];
  else if (CLOSED.includes(error.code)) library.locked(error.code);
  else if (error.code) turn.failed = ["failed_ask", error.message || error.code];
  else {
    turn.half = true;
    connection.check();
  }
}

// What the connection cut off is asked again by itself.
function resume() {
  const turn = talk.turns.find((one) => one.half);
  if (turn && !running) answer(turn, turn.sent.question, turn.sent.history, false);
}

function open(place, view, from) {
  const near = view.status === "no_answer";
  source.show(near ? { ...place, from: "near" } : place, near ? view.near : view.citations, from);
}

function judge(turn, verdict, button) {
  judging.judge(turn, verdict, button, { toast, keep: () => talks.save(talk) });
}

// Composer, keys, toast ----------------------------------------------------------

function composer() {
  $("#send").disabled = Boolean(running) || connection.lost();
  for (const button of $$("#talk .ask")) button.disabled = connection.lost();
}

function send() {
  const field = $("#q");
  if (!field.value.trim() || $("#send").disabled) return;
  const question = field.value;
  field.value = "";
  fit();
  ask(question);
}

function fit() {
  const field = $("#q");
  field.style.height = "28px";
  field.style.height = `${Math.min(140, Math.max(28, field.scrollHeight))}px`;
}

let toastTimer;
function toast(key, undoKey, undo, ...places) {
  const bar = $("#toast");
  bar.replaceChildren(t("", key, ...places), undoKey ? el("button.link", { type: "button", on: { click: () => { bar.hidden = true; undo(); } } }, t("", undoKey)) : "");
  bar.hidden = false;
  hear(t("", key, ...places));
  clearTimeout(toastTimer);
  const shut = () => { if (bar.matches(":hover, :focus-within")) toastTimer = setTimeout(shut, 1000); else bar.hidden = true; };
  toastTimer = setTimeout(shut, undoKey ? 12_000 : 2600);
}

async function copied(text, key) {
  toast((await copying.copy(text)) ? key : "copy_failed");
}

function escape() {
  const peeked = !$("#pop").hidden && !source.open();
  $("#pop").hidden = true;
  if (peeked) return;
  if (!$("#settings").hidden) settings.toggle(false);
  else if (source.open()) source.shut();
  else if (!$("#talks").hidden) talks.toggle(false);
  else if (!$("#library").hidden) {
    library.toggle(false);
    $("#b-lib").focus();
  }
}

function walk(event) {
  const all = $$("#talk .cite").filter((one) => one.offsetParent);
  const at = all.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1);
  event.preventDefault();
  all[(at + all.length) % all.length].focus();
}

function listen() {
  $("#compose").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("#q").addEventListener("input", fit);
  $(".skip").addEventListener("click", (event) => { event.preventDefault(); $("#q").focus(); });
  const does = { talks: () => room.toggleTalks(source.shut), library: () => library.toggle(), settings: () => settings.toggle(), new: act.fresh };
  $("#wj").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) { event.preventDefault(); does[button.dataset.do](); }
    else if (!$("#settings").hidden && !event.target.closest("#settings")) settings.toggle(false);
  });
  document.addEventListener("keydown", (event) => {
    const typing = /INPUT|TEXTAREA/.test(event.target.tagName);
    if (event.key === "Escape") escape();
    else if (event.target.id === "q" && event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    else if (/^Arrow(Left|Right)$/.test(event.key) && event.target.matches?.("#talk .cite")) walk(event);
    else if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "/") { event.preventDefault(); $("#q").focus(); }
    else if (event.key === "?") settings.toggle();
  });
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault(); // else the browser leaves the page for the file
    if (kind === "drop") library.fell([...event.dataTransfer.files]);
  });
  addEventListener("pagehide", () => keep.set("draft", $("#q").value));
  $("#q").value = keep.get("draft") ?? "";
  keep.set("draft", "");
  fit();
}
