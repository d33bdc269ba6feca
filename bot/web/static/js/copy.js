// Readable text of an answer, a citation or a conversation, with sources and links that open the exact place.
import { clean, fileName } from "./dom.js";
import { linkTo, parts, whole } from "./answer.js";
import { alike, rows } from "./values.js";
import { say } from "./words.js";

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return fallback(text);
  }
}

// Where the clipboard is closed to scripts (plain http on another machine), the old way still works.
function fallback(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

export const absolute = (path) => location.origin + path;

export function citation(one) {
  const place = [one.title, one.publication, say(one.lines.length > 1 ? "lines" : "line", one.lines.join("、"))].filter(Boolean).join(" · ");
  return clean(`${one.quote}\n—— ${place}\n${absolute(linkTo(one))}`);
}

export function answer(view) {
  const sources = view.citations.map((one) => `[${one.n}] ${citation(one)}`);
  const table = cells(view).map((row) => row.join("\t"));
  return clean([whole(view), "", ...table, table.length ? "" : null, view.segments.map(([text]) => text).join("").trim(), "", ...(sources.length ? [say("refs"), ...sources] : [])].filter((line) => line !== null).join("\n")).trim() + "\n";
}

const literal = (text) => clean(text).replace(/([\\`*_[\]<>#|~!()])/g, "\\$1").replace(/^([-+>])/gm, "\\$1").replace(/^(\d+)\.(?=\s|$)/gm, "$1\\.");

export function asMarkdown(talk) {
  const out = [`# ${literal(talk.title)}`, ""];
  for (const { question, view } of talk.turns) {
    out.push(`## ${literal(question)}`, "");
    if (!view) continue;
    out.push(...valuesTable(view));
    for (const part of parts(view)) out.push(part.n === null ? literal(part.text) : `> ${literal(part.text).replaceAll("\n", "\n> ")} \\[${part.n}\\]`, "");
    for (const one of view.citations) out.push(`- \\[${one.n}\\] [${literal(one.title || fileName(one.source))}](${absolute(linkTo(one)).replace(/[()]/g, encodeURIComponent)}) ${literal(one.publication)} ${say(one.lines.length > 1 ? "lines" : "line", one.lines.join("、"))}`);
    out.push("");
  }
  return out.join("\n");
}

// The table of values as texts: time, value and numbers; of readings without a time, value and numbers.
function cells(view) {
  const all = rows(view);
  const timed = all.length && !(alike(all) && !all[0].when);
  return all.map((row) => [...(timed ? [row.when || say("undated")] : []), row.value, row.cites.map((n) => `[${n}]`).join(" ")]);
}

function valuesTable(view) {
  const body = cells(view);
  if (!body.length) return [];
  const line = (texts) => `| ${texts.join(" | ")} |`;
  const heads = body[0].length === 3 ? ["when", "value", "refs"] : ["reading", "refs"];
  return [line(heads.map((key) => say(key))), `|${heads.map((key) => (key === "value" ? "--:" : "---")).join("|")}|`, ...body.map((row) => line(row.map(literal))), ""];
}

export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
  link.download = clean(name).replace(/[\\/:*?"<>|\n]+/g, " ").slice(0, 100);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
