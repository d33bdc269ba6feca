// Adding files: each is sent, then one job on the server reads them; stage, count, bar, cancel. The chat stays usable all the while.
import { UPLOADED, el, icon } from "./dom.js";
import { questions } from "./answer.js";
import { hear } from "./hear.js";
import { get, post, send } from "./server.js";
import { count, has, named, say, t } from "./words.js";

const EVERY = 400;
let act = {};
let now = null; // {stage: [key, ...places], detail: [key, ...places] | null, share, busy, skipped: [{line, file}], offers: [question]}
let stop = null; // while files are sent
let following = null; // while a job is followed: a promise
let later = []; // [files, held, replace] that came meanwhile

export function begin(actions) { act = actions; }

export const busy = () => Boolean(now?.busy);

export function button(held) {
  const field = el("input", { type: "file", multiple: true, hidden: true, accept: held.formats.map((one) => "." + one).join(",") });
  field.addEventListener("change", () => add([...field.files], held));
  return el("span", {}, el("button.b.fill", { type: "button", id: "add-files", disabled: busy(), on: { click: () => field.click() } }, icon("up2"), t("", "upload")), field);
}

export function drop(held) {
  const made = el("div.drop", {}, icon("up2"), el("span", {}, t("span.drag", "drop"), t("", "formats", held.limit_mb)));
  for (const event of ["dragenter", "dragover"]) made.addEventListener(event, () => made.classList.add("over"));
  for (const event of ["dragleave", "drop"]) made.addEventListener(event, () => made.classList.remove("over"));
  return made;
}

export function job(held) {
  if (!now) return null;
  const bar = now.busy ? el("progress", { max: "1", ...(now.share === null ? {} : { value: String(now.share) }), ...named("progress") }) : null;
  const end = now.busy ? el("button.b", { type: "button", id: "cancel-job", on: { click: cancel } }, t("", "cancel")) : el("button.b.sq", { type: "button", id: "close-job", ...named("close"), on: { click: shut } }, icon("x"));
  return el("div.job", {}, el("div.r", {}, el("b", {}, t("", ...now.stage)), end), bar, now.detail ? t("p.m", ...now.detail) : null,
    now.offers.length ? questions(now.offers, act) : null,
    now.skipped.map((one) => skipped(reason(one), one.file && !now.busy ? el("button.b", { type: "button", on: { click: () => add([one.file], held, true) } }, t("", "replace")) : null)));
}

// {name, at, code, places, line}: words of this page for the reasons that it knows, else the server's own line.
export function reason(one) {
  if (!one.code) return el("div", {}, one.line);
  const place = one.at ? [" · ", t("", "line", count(one.at))] : null;
  return el("div", {}, el("b.fn", {}, one.name), place, el("div", {}, t("", one.code, ...one.places)));
}

// A reason of the server, under the name that the page has words for.
export const known = (one) => ({ ...one, code: one.code && `skipped_${one.code}` });

// Why the server said no: in the page's words where it has some for that kind.
export const because = (error) => (has(`error_${error.code}`) ? say(`error_${error.code}`) : error.message);

export const skipped = (inside, button) => el("div.skipd", {}, t("span.tag", "skipped"), el("span", {}, inside), button);

function shut() {
  now = null;
  act.show();
}

function show(stage, share, { detail = null, busy = true, skipped = now?.skipped ?? [], offers = [] } = {}) {
  if (stage[0] !== now?.stage[0]) hear(t("", ...stage));
  now = { stage, share, detail, busy, skipped, offers };
  act.show();
}

export async function add(files, held, replace = false) {
  if (!files.length) return;
  if (busy()) {
    later.push([files, held, replace]);
    act.toast("queued");
    return;
  }
  stop = new AbortController();
  const skipped = [];
  const sent = [];
  for (const [at, file] of files.entries()) {
    const sending = (share) => show(["uploading", file.name, at + 1, files.length], share, { skipped });
    const readable = held.formats.some((one) => file.name.toLowerCase().endsWith("." + one));
    sending(0);
    const left = (code, ...places) => skipped.push({ name: file.name, code, places, file: code === "upload_exists" ? file : null });
    if (!readable) left("upload_type");
    else if (file.size > held.limit_mb << 20) left("upload_big", held.limit_mb);
    else {
      try {
        sent.push((await send("/api/files", { name: file.name, replace }, file, sending, stop.signal)).name);
      } catch (error) {
        if (stop.signal.aborted) break;
        if (error.code === "exists") left("upload_exists");
        else if (has(`error_${error.code}`)) left(`error_${error.code}`);
        else skipped.push({ line: error.message });
      }
    }
  }
  const aborted = stop.signal.aborted;
  stop = null;
  if (aborted) {
    await post("/api/files/cancel", {}).catch(() => {});
    show(["cancelled"], null, { busy: false, skipped });
  } else if (sent.length) await index(sent, skipped);
  else {
    show(["added_none"], null, { busy: false, skipped });
    goOn();
  }
}

// What came while others were read.
function goOn() {
  if (later.length && !busy()) add(...later.shift());
}

// Has the server bring the index up to date, and follows it to its end.
export async function index(sent = [], skipped = []) {
  await post("/api/files/index", {});
  return follow(sent, skipped);
}

// Follows a job that somebody began, here or in another window.
export async function follow(sent = [], skipped = []) {
  await following;
  following = watch(sent, skipped).catch((error) => show(["failed_job", because(error)], null, { busy: false, skipped }));
  await following;
  following = null;
  goOn();
}

async function watch(sent, skipped) {
  for (;;) {
    const job = await get("/api/files/job");
    const lines = [...skipped, ...job.skipped.map(known)];
    if (job.state !== "running") {
      const taken = sent.length - job.skipped.length;
      const ends = { done: taken > 0 ? ["added", taken] : ["added_none"], cancelled: ["cancelled"], failed: ["failed_job", because({ code: job.code, message: job.error })] };
      const told = { busy: false, skipped: lines };
      await act.changed(); // what is said to be there is listed
      if (sent.length || job.state === "failed") show(ends[job.state], null, told);
      else if (!stop) { now = null; act.show(); }
      const offers = job.state === "done" ? await offered(sent.filter((name) => !job.skipped.some((one) => one.name === name))) : [];
      if (offers.length && now && !now.busy) show(ends.done, null, { ...told, offers });
      return;
    }
    const stage = job.stage === "writing" ? ["job_writing"] : job.file ? ["job_reading", count(job.file), count(job.count)] : ["job_begins"];
    show(stage, job.done ? job.done / job.total : null, { detail: job.source ? ["job_detail", job.source, count(job.chunks)] : null, skipped: lines });
    await new Promise((done) => { setTimeout(done, EVERY); });
  }
}

// What can be asked of the files that came in: of the first that has a question which is answered.
async function offered(names) {
  for (const name of names) {
    const { questions: found } = await get("/api/next", { doc: UPLOADED + name, at: 0 }).catch(() => ({ questions: [] }));
    if (found.length) return found;
  }
  return [];
}

function cancel() {
  later = [];
  if (stop) stop.abort();
  else post("/api/files/cancel", {}).catch(() => {});
}
