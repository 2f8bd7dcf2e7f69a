/** How do notes reach the server: whatever waits, in its order, by this one road, with and without a signal? */
import { person, read, write } from "./db.js";
import { again, ground, of, purge, settle, tell } from "./outbox.js";

/** @typedef {import("./db.js").Item} Item */
/** @typedef {import("./outbox.js").Result} Result */
/** @typedef {{epoch: string, position: number, chain: string, backed_up_through: number, rewound?: boolean}} Log */
/** @typedef {{results: Result[], log?: Log, now: string, page?: string, wipe?: boolean, error?: string, revoked?: boolean}} Answer */

const MOST = 20;
const PATIENCE = 20_000; // ms
const PAUSES = [2_000, 5_000, 15_000, 60_000]; // ms

/** What stands in the way: nothing, no answer, or nobody is signed in. */
export const trouble = { which: /** @type {"" | "unreachable" | "signed-out"} */ ("") };
/** @type {Promise<void> | undefined} */
let next;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let failures = 0;
/** @type {(answer: Answer) => Promise<void>} */
let whenAnswered = async () => {};
let pageOf = () => "";

/**
 * @param {() => string} page which page wants its changed parts with the next answer
 * @param {(answer: Answer) => Promise<void>} then
 */
export function listen(page, then) { [pageOf, whenAnswered] = [page, then]; }

/**
 * Sends all that waits. Every caller's note is in it: whoever comes while a run goes on waits for the next.
 * @returns {Promise<void>}
 */
export function flush() {
  if (!person()) return Promise.resolve();
  next ??= navigator.locks.request(`encore-flush-${person()}`, async () => {
    next = undefined;
    clearTimeout(timer);
    await sendAll().catch(later);
    tell();
  });
  return next;
}

async function sendAll() {
  let size = MOST;
  for (;;) {
    const items = await ripe(size);
    if (!items.length) return;
    const answer = await send(items);
    if (!answer) return;
    if (answer.error !== undefined) {
      if (items.length === 1) await settle(items.map(({ id }) => ({ id, status: "refused", sentence: answer.error ?? "" })), "");
      size = 1;
      continue;
    }
    await settle(answer.results, answer.now);
    if (answer.log) await hear(answer.log, Date.parse(answer.now));
    await whenAnswered(answer);
    if (answer.results.every(({ status }) => status === "retry")) return later();
  }
}

/**
 * What waits and rests on nothing that is parked.
 * @param {number} size
 */
async function ripe(size) {
  const [waiting, parked] = await Promise.all([of("waiting"), of("parked")]);
  const held = waiting.filter((item) => ground(item, parked));
  if (held.length) await settle([], "");
  return waiting.filter((item) => !held.includes(item)).slice(0, size);
}

/**
 * @param {Item[]} items
 * @returns {Promise<Answer | undefined>} undefined: nobody answered, or nobody is signed in
 */
export async function send(items) {
  const body = {
    format: 1,
    person: person(),
    sent_at: new Date().toISOString(),
    log: (await read(["meta"], (meta) => meta.get("log"))) ?? null,
    page: pageOf(),
    items: items.map(({ id, to, fields, noted_at }) => ({ id, to, fields, noted_at })),
  };
  let response;
  let answer;
  try {
    response = await fetch("/sync", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Encore": "sync" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    answer = await response.json();
  } catch {
    return later();
  }
  if (response.status === 401 || response.status === 409) return signedOut(answer);
  if (![200, 400, 413, 422].includes(response.status)) return later();
  trouble.which = "";
  failures = 0;
  return answer;
}

/**
 * What the server says to nobody, or to a device that was signed out from elsewhere.
 * @param {Answer} answer
 * @returns {Promise<undefined>}
 */
export async function signedOut(answer) {
  trouble.which = "signed-out";
  if (answer.revoked) await whenAnswered({ ...answer, results: [], wipe: true });
}

/** Tries again after a while, as long as this page lives. */
function later() {
  trouble.which = "unreachable";
  timer = setTimeout(flush, PAUSES[Math.min(failures, PAUSES.length - 1)]);
  failures += 1;
  return undefined;
}

/**
 * @param {Log} log
 * @param {number} now ms
 */
async function hear(log, now) {
  const before = await read(["meta"], (meta) => meta.get("log"));
  await write(["meta"], (meta) => meta.put(log, "log"));
  const setBack = before && (log.rewound || before.epoch !== log.epoch || log.position < before.position);
  await (setBack ? again() : purge(log.backed_up_through, now));
}
