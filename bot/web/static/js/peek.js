// Hover or focus on a marker shows headline, place and the whole quote. Never the only way to them.
import { $, el, fileName, headline, lang } from "./dom.js";
import { place } from "./answer.js";

const LINGER = 200; // milliseconds in which the pointer may go over to what is shown, to read or scroll it
const EDGE = 12;
const cited = new WeakMap();
let closed = () => false;
let leaving;
let quiet = false;

export const remember = (marker, one) => cited.set(marker, one);

export function begin(sourceOpen) {
  closed = sourceOpen;
  const over = (event) => {
    if (still(event)) return;
    const marker = event.target.closest?.("#talk .cite");
    if (marker && cited.has(marker) && !quiet && !closed() && innerWidth > 759) show(marker, cited.get(marker));
    else if (event.target.closest?.("#pop")) clearTimeout(leaving);
  };
  const out = (event) => {
    if (!event.target.closest?.("#talk .cite, #pop")) return;
    clearTimeout(leaving);
    leaving = setTimeout(() => { $("#pop").hidden = true; }, LINGER);
  };
  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(on, over);
    document.addEventListener(off, out);
  }
  document.addEventListener("mousemove", still);
}

// The page moved under the pointer, not the pointer over the page: nobody asked to see anything.
let at = [];
function still(event) {
  if (event.clientX === undefined) return false; // a focus
  const before = at;
  at = [event.clientX, event.clientY];
  return at.every((one, axis) => one === before[axis]);
}

// The focus goes back to a marker without its quote: that was just looked at.
export function quietly(marker) {
  quiet = true;
  marker.focus();
  quiet = false;
}

// Below the marker, or above it where there is more room; never over it.
function show(marker, one) {
  clearTimeout(leaving);
  const pop = $("#pop");
  pop.replaceChildren(el("b", { lang: lang(one.title) }, one.title ? headline(one.title) : fileName(one.source)), el("div.m", {}, place(one)), el("blockquote.quote", { lang: lang(one.quote) }, one.quote));
  pop.hidden = false;
  pop.style.maxHeight = "";
  const at = marker.getBoundingClientRect();
  const below = innerHeight - at.bottom - 8 - EDGE;
  const above = at.top - 8 - EDGE;
  const height = pop.offsetHeight;
  const under = height <= below || below >= above;
  pop.style.maxHeight = `${under ? below : above}px`;
  pop.style.left = `${Math.max(EDGE, Math.min(innerWidth - 400 - EDGE, at.left - 24))}px`;
  pop.style.top = `${under ? at.bottom + 8 : at.top - 8 - Math.min(height, above)}px`;
}
