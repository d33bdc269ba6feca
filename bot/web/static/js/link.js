// Watches the connection: a banner within three seconds, retries by itself, nothing is lost.
import { $, el } from "./dom.js";
import { t } from "./words.js";

const EVERY = 1800;
const PATIENCE = 1000;
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

async function alive() {
  try {
    const health = await fetch("/health", { signal: AbortSignal.timeout(PATIENCE + tries * 500), cache: "no-store" });
    return health.ok && (await health.json()).ready;
  } catch {
    return false;
  }
}

function banner() {
  const bar = $("#banner");
  bar.hidden = tries === 0;
  if (tries) bar.replaceChildren(t("", "lost", tries), el("button.b.line", { type: "button", on: { click: check } }, t("", "retry")));
}
