// Helpful or not: kept at once, and what was wrong is asked afterwards.
import { $, $$, el, put } from "./dom.js";
import { post } from "./server.js";
import { named, say, t } from "./words.js";

const REASONS = ["reason_wrong_passage", "reason_incomplete", "reason_not_my_question"];

export async function judge(turn, verdict, button, page) {
  const acts = button.closest(".acts");
  if (!(await send(turn, verdict, null, page))) return;
  turn.vote = verdict;
  for (const one of $$("[aria-pressed]", acts)) one.setAttribute("aria-pressed", String(one === button));
  page.keep();
  $(".reasons", acts)?.remove();
  if (verdict === "not_helpful") {
    put(acts, reasons(turn, button, page));
    $(".reasons", acts).scrollIntoView({ block: "nearest" });
  } else page.toast(verdict === "helpful" ? "thanks" : "logged");
  $(".reasons button", acts)?.focus();
}

// The token is this turn's secret: said again with it, the new verdict replaces the old one.
async function send(turn, verdict, reason, page) {
  turn.token ??= [...crypto.getRandomValues(new Uint32Array(4))].join("-");
  try {
    await post("/api/feedback", {
      verdict, reason, token: turn.token, question: turn.sent.question, history: turn.sent.history, lang: turn.view.lang,
      shown: turn.view.segments.map(([text]) => text).join(""),
    });
    return true;
  } catch (error) {
    page.toast("feedback_off", null, null, error.message);
    return false;
  }
}

function reasons(turn, button, page) {
  const shut = () => { group.remove(); button.focus(); };
  const choose = async (reason) => { shut(); if (await send(turn, "not_helpful", reason, page)) page.toast("thanks"); };
  const group = el("div.reasons", { role: "group", ...named("reasons"), on: { keydown: (event) => {
    if (event.key === "Escape") { event.stopPropagation(); shut(); }
  } } }, t("span.h", "reasons"), REASONS.map((key) => el("button.b.line", { type: "button", on: { click: () => choose(key.slice(7)) } }, t("", key))), own(choose));
  return group;
}

// In one's own words, as long as the server keeps.
function own(choose) {
  const field = el("input", { maxlength: "500", autocomplete: "off", ...named("reason_own"), placeholder: say("reason_own") });
  field.dataset.ph = "reason_own";
  const enter = (event) => { event.preventDefault(); if (field.value.trim()) choose(field.value.trim()); };
  return el("form.why-own", { on: { submit: enter } }, el("label.field", {}, field), el("button.b.line", {}, t("", "reason_send")));
}
