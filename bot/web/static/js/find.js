// Search inside the open source, drawn or not: every place in sight marked by the browser itself, Enter to the next one.
import { say } from "./words.js";

// text: what is open now, as window.js makes it; null: nothing
export function find(field, output, text) {
  let found = []; // [piece, offset in it], in order
  let at = 0;
  let held = null;
  let said = [];

  function look() {
    const wanted = field.value.trim().toLowerCase();
    const now = text();
    if (now !== held) { held = now; said = []; }
    found = [];
    at = 0;
    if (wanted && held) {
      if (!said.length) said = held.pieces.map((one) => one.said().toLowerCase());
      for (const [piece, line] of said.entries()) for (let i = line.indexOf(wanted); i >= 0; i = line.indexOf(wanted, i + 1)) found.push([piece, i]);
    }
    output.textContent = !wanted ? "" : found.length ? say("found", 1, found.length) : say("not_found");
    mark();
  }

  // The browser's own marks, in what is drawn.
  function mark() {
    if (!globalThis.Highlight) return;
    CSS.highlights.delete("here");
    const wanted = field.value.trim();
    const ranges = wanted && held ? held.drawn().flatMap(([, nodes]) => nodes.flatMap((node) => places(node, wanted.toLowerCase()))) : [];
    CSS.highlights.set("find", new Highlight(...ranges));
  }

  function show() {
    if (!found.length) return;
    output.textContent = say("found", at + 1, found.length);
    const [piece] = found[at];
    const node = held.piece(piece);
    mark();
    const nth = found.slice(0, at + 1).filter(([one]) => one === piece).length - 1;
    const here = places(node, field.value.trim().toLowerCase())[nth];
    if (here && globalThis.Highlight) CSS.highlights.set("here", Object.assign(new Highlight(here), { priority: 1 }));
    (here?.startContainer.parentElement ?? node).scrollIntoView({ block: "center" });
  }

  field.addEventListener("input", () => { look(); show(); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !found.length) return;
    event.preventDefault();
    at = (at + (event.shiftKey ? -1 : 1) + found.length) % found.length;
    show();
  });
  return { look, mark };
}

// Every place in one drawn piece, though a mark or a break may lie in it. Line numbers, tags and buttons are no text.
function places(node, wanted) {
  const nodes = [];
  let text = "";
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let one = walk.nextNode(); one; one = walk.nextNode()) {
    if (one.parentElement.closest(".ln, .tag, .join")) continue;
    nodes.push([text.length, one]);
    text += one.data;
  }
  const point = (at, end) => { const [start, one] = nodes.findLast(([begin]) => begin < at || (!end && begin === at)); return [one, at - start]; };
  const found = [];
  const folded = text.toLowerCase();
  for (let i = folded.indexOf(wanted); i >= 0; i = folded.indexOf(wanted, i + 1)) {
    const range = new Range();
    range.setStart(...point(i, false));
    range.setEnd(...point(i + wanted.length, true));
    found.push(range);
  }
  return found;
}
