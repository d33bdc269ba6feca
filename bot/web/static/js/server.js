// The page's requests. A question goes through Gradio's queue and comes back as a stream; the rest is plain JSON.
import { keep } from "./dom.js";

export class Refused extends Error {
  constructor(message, code) { super(message); this.code = code; }
}

// Who this is: the token that the keeper of the library gave, if any; and a header that no page of another origin can send.
export const token = { get: () => keep.get("token") ?? "", set: (text) => keep.set("token", /^[!-~]{0,200}$/.test(text) ? text : "") };

const own = () => ({ "x-wenju": "1", ...(token.get() ? { "x-wenju-token": token.get() } : {}) });

export async function get(path, parameters = {}) {
  return read(await fetch(path + "?" + new URLSearchParams(parameters), { headers: own() }));
}

export async function post(path, body) {
  return read(await fetch(path, { method: "POST", headers: { ...own(), "content-type": "application/json" }, body: JSON.stringify(body) }));
}

// What can be asked about: asked for while Gradio still starts, once; from then on anew each time.
let early = get("/api/library").then((body) => ({ body }), (error) => ({ error }));

export async function library() {
  const first = early ? await early : { body: await get("/api/library") };
  early = null;
  if (first.error) throw first.error;
  return first.body;
}

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error || response.statusText, body.code || String(response.status));
  return body;
}

// Asks and calls `part` for every part of the answer, in order. Rejects with Refused (the server said no) or TypeError (it is gone).
export async function ask(question, history, lang, part, signal) {
  const joined = await fetch("/gradio_api/call/ask", {
    method: "POST", headers: { ...own(), "content-type": "application/json" }, body: JSON.stringify({ data: [question, history, lang] }), signal,
  });
  if (joined.status === 503) throw new Refused("", "full");
  const { event_id: event } = await read(joined);
  const stream = await fetch("/gradio_api/call/ask/" + event, { headers: own(), signal });
  let done = false;
  for await (const [name, said] of events(stream.body)) {
    if (name === "error") throw new Refused(said || "", "internal");
    if (name === "complete") done = true;
    if (name !== "generating" || !said) continue;
    if (said[0].error) throw new Refused(said[0].error, said[0].code);
    part(said[0]);
  }
  if (!done) throw new TypeError("the stream ended early");
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const line = (name) => block.split("\n").find((one) => one.startsWith(name + ": "))?.slice(name.length + 2);
      if (line("event")) yield [line("event"), JSON.parse(line("data") || "null")];
    }
  }
}

// Sends a file with progress (fetch cannot tell how much of a body is sent).
export function send(path, parameters, file, progress, signal) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", path + "?" + new URLSearchParams(parameters));
    for (const [name, value] of Object.entries({ ...own(), "content-type": "application/octet-stream" })) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => (request.status < 400 ? done(request.response) : failed(new Refused(request.response?.error ?? request.statusText, request.response?.code)));
    request.onerror = request.onabort = () => failed(new TypeError("the upload broke off"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
