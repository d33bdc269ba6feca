// Adding files: each is sent, then one job reads them; stage, count, bar, cancel. The chat stays usable all the while.
import { el, icon, lang } from "./dom.js";
import { get, post, send } from "./server.js";
import { named, t } from "./words.js";

const EVERY = 400;
let act = {};
let now = null; // {stage: [key, ...places], share, busy, skipped: [line]}
let stop = null;

export function begin(actions) { act = actions; }

export function button(held) {
  const field = el("input.sr", { type: "file", multiple: true, tabindex: "-1", accept: held.formats.map((one) => "." + one).join(","), ...named("upload") });
  field.addEventListener("change", () => add([...field.files], held));
  return el("span", {}, el("button.b.fill", { type: "button", id: "add-files", on: { click: () => field.click() } }, icon("up2"), t("", "upload")), field);
}

export function drop(held) {
  const made = el("div.drop", {}, icon("up2"), t("", "drop", held.limit_mb));
  for (const event of ["dragenter", "dragover"]) made.addEventListener(event, (over) => { over.preventDefault(); made.classList.add("over"); });
  for (const event of ["dragleave", "drop"]) made.addEventListener(event, () => made.classList.remove("over"));
  made.addEventListener("drop", (dropped) => { dropped.preventDefault(); add([...dropped.dataTransfer.files], held); });
  return made;
}

export function job() {
  if (!now) return null;
  const bar = now.busy ? el("progress", { max: "1", ...(now.share === null ? {} : { value: String(now.share) }), ...named("progress") }) : null;
  const end = now.busy ? el("button.b", { type: "button", id: "cancel-job", on: { click: cancel } }, t("", "cancel")) : el("button.b.sq", { type: "button", ...named("close"), on: { click: () => { now = null; act.show(); } } }, icon("x"));
  return el("div.job", {}, el("div.r", {}, el("b", { role: "status" }, t("", ...now.stage)), end), bar,
    now.skipped.map((line) => el("div.skipd", {}, t("span.tag", "skipped"), el("span", { lang: lang(line) }, line))));
}

function say(stage, share, busy = true, skipped = now?.skipped ?? []) {
  now = { stage, share, busy, skipped };
  act.show();
}

async function add(files, held) {
  if (!files.length || now?.busy) return;
  now = null;
  stop = new AbortController();
  const skipped = [];
  const sent = [];
  for (const [at, file] of files.entries()) {
    const known = held.formats.some((one) => file.name.toLowerCase().endsWith("." + one));
    say(["uploading", file.name, at + 1, files.length], null, true, skipped);
    if (!known || file.size > held.limit_mb << 20) { skipped.push(`${file.name}: ${known ? t("", "upload_big", held.limit_mb).textContent : t("", "upload_type", held.formats.join(" ")).textContent}`); continue; }
    try {
      sent.push((await send("/api/files", { name: file.name }, file, (share) => say(["uploading", file.name, at + 1, files.length], share, true, skipped), stop.signal)).name);
    } catch (error) {
      if (stop.signal.aborted) break;
      skipped.push(error.message);
    }
  }
  if (stop.signal.aborted) {
    for (const name of sent) await post("/api/files/delete", { name }).catch(() => {});
    say(["cancelled"], null, false, skipped);
  } else if (sent.length) await index(sent, skipped);
  else say(["added", 0], null, false, skipped);
}

export async function index(files, skipped = []) {
  await post("/api/files/index", { files });
  for (;;) {
    const job = await get("/api/files/job");
    if (job.state !== "running") {
      const ends = { done: ["added", files.length - job.skipped.length], cancelled: ["cancelled"], failed: ["failed_job", job.error] };
      if (files.length || job.state === "failed") say(ends[job.state], null, false, [...skipped, ...job.skipped]);
      else now = null;
      return act.changed();
    }
    say(["indexing", Math.max(1, files.length)], job.total ? job.done / job.total : null, true, skipped);
    await new Promise((done) => { setTimeout(done, EVERY); });
  }
}

function cancel() {
  stop?.abort();
  post("/api/files/cancel", {}).catch(() => {});
}
