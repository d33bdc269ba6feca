// The interface's words, from prompts/*.yaml. A labelled element remembers its key, so a switch of language changes words in
// place: nothing is drawn again, nothing moves, focus stays.
import { $$, clean, el, keep } from "./dom.js";

let catalogue = {};
let spoken = "zh";

// {0} is a place; [s] stands only where the place before it is not 1.
export function say(key, ...places) {
  const sentence = catalogue[spoken]?.[key] ?? key;
  let last = "";
  return sentence.replace(/\{(\d)\}|\[(\w+)\]/g, (_, at, many) => (many ? (last === "1" ? "" : many) : (last = place(places[at]))));
}

export const has = (key) => Object.hasOwn(catalogue[spoken] ?? {}, key);

// A list of lines or words is kept as one text with 、 and written with a comma in English, with nothing between quotation marks in Chinese.
const place = (value) => (spoken === "en" ? clean(value).replaceAll("、", ", ").replace(/[“”]/g, '"') : clean(value).replaceAll("”、“", "”“"));

// A <span> (or any element) that holds interface words.
export function t(what, key, ...places) {
  const made = el(what || "span", { data: { t: key, a: JSON.stringify(places) } });
  made.textContent = say(key, ...places);
  return made;
}

// Options for el(): an accessible name from the catalogue.
export const named = (key, ...places) => ({ "aria-label": say(key, ...places), data: { tl: key, a: JSON.stringify(places) } });

const placesOf = (element) => JSON.parse(element.dataset.a || "[]");

export function label(root = document) {
  for (const element of $$("[data-t]", root)) element.textContent = say(element.dataset.t, ...placesOf(element));
  for (const element of $$("[data-tl]", root)) element.setAttribute("aria-label", say(element.dataset.tl, ...placesOf(element)));
  for (const element of $$("[data-ph]", root)) element.placeholder = say(element.dataset.ph);
}

export const language = () => spoken;

export function speak(lang) {
  spoken = catalogue[lang] ? lang : "zh";
  document.documentElement.lang = spoken === "en" ? "en" : "zh-CN";
  document.title = say("title");
  label();
  for (const button of $$("[data-lang]")) button.setAttribute("aria-pressed", button.dataset.lang === spoken);
}

export function choose(lang) {
  keep.set("lang", lang);
  speak(lang);
}

export function begin(words, fallback) {
  catalogue = words;
  const browser = (navigator.language || "").startsWith("en") ? "en" : fallback;
  const asked = new URLSearchParams(location.search).get("lang");
  speak(asked || keep.get("lang") || browser);
}

// Numbers as the language writes them, with every place after the first separated: 19,755
export const count = (number) => new Intl.NumberFormat(spoken === "en" ? "en" : "zh-CN").format(number);
export const comma = () => (spoken === "en" ? ", " : "、");
