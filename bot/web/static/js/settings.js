// Language, appearance and the keys, in one small panel.
import { $, $$, el, keep } from "./dom.js";
import { choose, language, named, t } from "./words.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = "system";

export function paint(chosen) {
  theme = ["light", "dark", "system"].includes(chosen) ? chosen : "system";
  const now = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  document.documentElement.dataset.theme = now;
  document.body.classList.toggle("dark", now === "dark"); // Gradio's own switch
  for (const button of $$("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
}

export function begin() {
  dark.addEventListener("change", () => paint(theme));
  const part = (kind, value, name, run) => el("button.b", { type: "button", data: { [kind]: value }, "aria-pressed": "false", on: { click: run } }, name);
  const keys = [["/", "key_question"], ["← →", "key_walk"], ["Enter", "key_open"], ["Esc", "key_back"], ["?", "key_panel"]];
  $("#settings").replaceChildren(el("h2", { tabindex: "-1", data: { t: "settings" } }),
    el("div.r", {}, t("", "language"), el("span.seg", { role: "group", ...named("language") }, part("lang", "zh", el("span", { lang: "zh-CN" }, "中文"), () => choose("zh")), part("lang", "en", el("span", { lang: "en" }, "English"), () => choose("en")))),
    el("div.r", {}, t("", "theme"), el("span.seg", { role: "group", ...named("theme") }, ["light", "dark", "system"].map((one) => part("themeSet", one, t("", one), () => { keep.set("theme", one); paint(one); })))),
    el("p.own", {}, t("i", "note"), t("", "language_note")),
    el("div.keys", {}, keys.map(([key, what]) => [el("kbd", {}, key), t("", what)])));
  for (const button of $$("#settings [data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === language()));
  paint(new URLSearchParams(location.search).get("theme") || keep.get("theme") || "system");
}

export function toggle(open = $("#settings").hidden) {
  $("#settings").hidden = !open;
  $("#b-set").setAttribute("aria-expanded", String(open));
  if (open) $("#settings h2").focus();
  else $("#b-set").focus();
}
