// A window over a long document: only the pages near what is looked at are in the browser's tree; the others keep their height.
import { el } from "./dom.js";

const WHOLE = 40_000; // characters up to which everything is drawn at once
const PAGE = 5_000; // characters of a page
const MOST = 150; // pieces of a page
const NEAR = "1500px";

// pieces: as text.js makes them; holder: the scrolling element; lang: of the text; filled: called with every page that was drawn
export function over(pieces, holder, lang, list, filled) {
  const root = el("div.in", { lang });
  const pages = [];
  let size = Infinity;
  for (const [at, piece] of pieces.entries()) {
    if (size > PAGE || pages.at(-1).count >= MOST) { pages.push({ first: at, count: 0, lines: 0, drawn: null, node: el(list ? "ol.pg.raw" : "div.pg") }); size = 0; }
    const page = pages.at(-1);
    page.count += 1;
    page.lines += 1 + Math.floor(piece.size / (lang === "en" ? 68 : 34));
    size += piece.size;
  }
  const all = pieces.reduce((sum, piece) => sum + piece.size, 0) <= WHOLE;
  root.append(...pages.map((page) => page.node));

  function fill(page) {
    if (page.drawn) return;
    page.drawn = pieces.slice(page.first, page.first + page.count).map((piece) => piece.draw());
    page.node.style.minHeight = "";
    page.node.replaceChildren(...page.drawn);
    filled(page.first, page.drawn);
  }

  function empty(page) {
    if (!page.drawn || page.node.contains(document.activeElement) || getSelection()?.containsNode(page.node, true)) return;
    page.node.style.minHeight = `${page.node.offsetHeight}px`;
    page.node.replaceChildren();
    page.drawn = null;
  }

  if (all) for (const page of pages) fill(page);
  else {
    for (const page of pages) page.node.style.minHeight = `${page.lines * 30}px`;
    const known = new Map(pages.map((page) => [page.node, page]));
    const watch = new IntersectionObserver((seen) => {
      for (const one of seen) (one.isIntersecting ? fill : empty)(known.get(one.target));
    }, { root: holder, rootMargin: NEAR });
    for (const page of pages) watch.observe(page.node);
  }

  // The element of one piece, drawn if it was not.
  function piece(at) {
    const page = pages.findLast((one) => one.first <= at);
    fill(page);
    return page.drawn[at - page.first];
  }

  // The element that holds an offset: the piece that begins there, else the last before it that reaches it.
  function reveal(offset) {
    let found = pieces.findIndex((one) => one.o === offset);
    if (found < 0) found = pieces.findLastIndex((one) => one.o <= offset && offset < one.o + Math.max(one.size, 1));
    if (found < 0) found = Math.max(0, pieces.findLastIndex((one) => one.o <= offset));
    return pieces.length ? piece(found) : root;
  }

  return { root, pieces, piece, reveal, drawn: () => pages.filter((page) => page.drawn).map((page) => [page.first, page.drawn]) };
}
