// Watches the connection: a banner within three seconds of a server that is gone, retries by itself, nothing is lost.
// A server that is only slow, or a page that is busy itself, is not gone.
import { $, el } from "./dom.js";
import { t } from "./words.js";

const EVERY = 1500; // between two looks
const SILENCE = 2900; // without a word from the server: it is gone
const LEAST = 1200; // for one look
const LATE = 200; // a timer as late as this: the page itself had no time, and knows nothing of the server
const AGAIN = 2; // looks more, then
let heard = performance.now(); // when the server last said anything
let tries = 0;
let changed = () => {};
let timer = null;

export const lost = () => tries > 0;

export function begin(onChange) {
  changed = onChange;
  addEventListener("offline", () => check());
  addEventListener("online", () => check());
  document.addEventListener("visibilitychange", () => document.hidden || check());
  timer = setTimeout(check, EVERY);
}

export async function check() {
  clearTimeout(timer);
  if (!document.hidden) {
    const before = tries;
    tries = (await alive()) ? 0 : tries + 1;
    banner();
    if (!before !== !tries) changed(tries > 0);
  }
  timer = setTimeout(check, EVERY);
}

async function alive(again = AGAIN) {
  const begun = performance.now();
  const patience = Math.max(LEAST, SILENCE - (begun - heard));
  const stop = new AbortController();
  let late = false;
  const limit = setTimeout(() => { late = performance.now() - begun > patience + LATE; stop.abort(); }, patience);
  try {
    const health = await fetch("/health", { signal: stop.signal, cache: "no-store" });
    heard = performance.now();
    return health.ok && (await health.json()).ready;
  } catch {
    return late && again > 0 ? alive(again - 1) : false;
  } finally {
    clearTimeout(limit);
  }
}

function banner() {
  const bar = $("#banner");
  bar.hidden = tries === 0;
  if (tries) bar.replaceChildren(t("", "lost", tries), el("button.b.line", { type: "button", on: { click: check } }, t("", "retry")));
}
