// Hover or focus on a marker shows headline, place and the whole quote. Never the only way to them.
import { $, el, fileName, headline, lang } from "./dom.js";
import { place } from "./answer.js";

const cited = new WeakMap();
let closed = () => false;

export const remember = (marker, one) => cited.set(marker, one);

export function begin(sourceOpen) {
  closed = sourceOpen;
  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(on, (event) => {
      const marker = event.target.closest?.("#talk .cite");
      if (marker && cited.has(marker) && !closed() && innerWidth > 759) show(marker, cited.get(marker));
    });
    document.addEventListener(off, (event) => { if (event.target.closest?.("#talk .cite")) $("#pop").hidden = true; });
  }
}

function show(marker, one) {
  const pop = $("#pop");
  pop.replaceChildren(el("b", { lang: lang(one.title) }, one.title ? headline(one.title) : fileName(one.source)), el("div.m", {}, place(one)), el("blockquote.quote", { lang: lang(one.quote) }, one.quote));
  pop.hidden = false;
  const at = marker.getBoundingClientRect();
  pop.style.left = `${Math.max(12, Math.min(innerWidth - 412, at.left - 24))}px`;
  const below = at.bottom + 8;
  pop.style.top = `${below + pop.offsetHeight > innerHeight - 12 ? Math.max(12, at.top - 8 - pop.offsetHeight) : below}px`;
}
