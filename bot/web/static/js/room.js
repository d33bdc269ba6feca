// Which panels stand beside each other. A source and the list of conversations, both beside the chat, need a wide window: in any
// other the list stands aside while a source is open, and comes back after it. Asked for by its button, it takes the source's place.
import { $ } from "./dom.js";
import * as talks from "./talks.js";

const wide = matchMedia("(min-width:1536px)");
let aside = false;

wide.addEventListener("change", settle);

export function settle() {
  const source = !$("#src").hidden;
  if (source && !wide.matches && !$("#talks").hidden) {
    aside = true;
    talks.stand(false);
  } else if (aside && (!source || wide.matches)) {
    aside = false;
    if (!talks.covers()) talks.stand(true);
  }
}

export function toggleTalks(shutSource) {
  aside = false;
  if ($("#talks").hidden && !wide.matches) shutSource();
  talks.toggle();
}
