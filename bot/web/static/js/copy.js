// Readable text of an answer, a citation or a conversation, with sources and links that open the exact place.
import { clean, fileName } from "./dom.js";
import { linkTo, parts, whole } from "./answer.js";
import { rows } from "./values.js";
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
  const table = rows(view).map((row) => [row.when || say("undated"), row.value, row.cites.map((n) => `[${n}]`).join(" ")].join("\t"));
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

function valuesTable(view) {
  if (!view.values.length) return [];
  const line = (...cells) => `| ${cells.join(" | ")} |`;
  const body = rows(view).map((row) => line(literal(row.when || say("undated")), literal(row.value), row.cites.map((n) => `\\[${n}\\]`).join(" ")));
  return [line(say("when"), say("value"), say("refs")), "|---|--:|---|", ...body, ""];
}

export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
  link.download = clean(name).replace(/[\\/:*?"<>|\n]+/g, " ").slice(0, 100);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
