// Search inside the open source: every place marked by the browser itself, Enter to the next one.
import { say } from "./words.js";

export function find(field, output, page) {
  let found = [];
  let at = 0;
  const look = () => {
    const wanted = field.value.trim().toLowerCase();
    found = wanted ? all(page(), wanted) : [];
    at = 0;
    CSS.highlights?.set("find", new Highlight(...found));
    output.textContent = !wanted ? "" : found.length ? say("found", 1, found.length) : "0";
    show();
  };
  const show = () => {
    if (!found.length) return;
    output.textContent = say("found", at + 1, found.length);
    found[at].startContainer.parentElement.scrollIntoView({ block: "center" });
  };
  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !found.length) return;
    event.preventDefault();
    at = (at + (event.shiftKey ? -1 : 1) + found.length) % found.length;
    show();
  });
}

function all(page, wanted) {
  const found = [];
  const walk = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement.closest(".ln")) continue;
    const text = node.data.toLowerCase();
    for (let i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + 1)) {
      const range = new Range();
      range.setStart(node, i);
      range.setEnd(node, i + wanted.length);
      found.push(range);
    }
  }
  return found;
}
