// What could be asked next: looked for when the answer stands there, so that no answer waits for it. Each of these is answered.
import { suggestions } from "./answer.js";
import { get } from "./server.js";

const OFFERED = 2; // where there is no answer

export async function offer(turn, into, asked, act) {
  const view = turn.view;
  if (!view || turn.half || turn.failed || !/answered|no_answer/.test(view.status)) return;
  const here = view.citations[0] ?? view.near[0];
  const known = new Set([...asked, view.asked]);
  const found = here ? await get("/api/next", { doc: here.document, at: here.spans[0][0] }).catch(() => null) : null;
  const all = (found?.questions ?? []).filter((one) => !known.has(one));
  if (turn.view !== view || !into.isConnected) return;
  const none = view.status === "no_answer";
  const shown = none ? [...new Set([...all, ...act.samples()])].filter((one) => !known.has(one)).slice(0, OFFERED) : all;
  for (const old of into.querySelectorAll(".next")) old.remove();
  const section = none ? suggestions(shown, act, "can", "") : suggestions(shown, act, "next", "row");
  if (section) into.append(section);
}
