/** What was noted on this phone, and which of it does the server have? */
import { person, read, write } from "./db.js";

/** @typedef {import("./db.js").Item} Item */
/** @typedef {{id: string, status: string, position?: number, sentence?: string, html?: string, same?: [string, string, string][]}} Result */

const THIRTY_DAYS = 30 * 86_400_000;
export const REGISTER = "/customers";
const channel = new BroadcastChannel("encore");

/** Says on this page and on every other one of this person that something changed. */
export function tell() {
  channel.postMessage(person());
  announce();
}

function announce() { globalThis.document?.dispatchEvent(new Event("encore:outbox")); }

channel.addEventListener("message", ({ data }) => { if (data === person()) announce(); });

/**
 * Fulfilled once it is on the disk of this phone. An id that is there already is kept once.
 * @param {Item} item
 */
export async function add(item) {
  await write(["outbox"], (outbox) => {
    const adding = outbox.add(item);
    adding.onerror = (event) => { if (adding.error?.name === "ConstraintError") event.preventDefault(); };
  });
  tell();
}

/**
 * @param {Item["state"]} state
 * @returns {Promise<Item[]>}
 */
export const of = (state) => read(["outbox"], (outbox) => outbox.index("state").getAll(state));

/** @returns {Promise<Item[]>} what the server does not have yet, in the order in which it was noted */
export async function unsent() {
  const [waiting, parked] = await Promise.all([of("waiting"), of("parked")]);
  return inOrder(waiting, parked);
}

/**
 * Whoever took somebody out of the pool has done nothing for them yet.
 * @param {Item} item
 */
export const isWork = ({ to }) => !to.endsWith("/owner");

/** @param {Item[][]} several */
const inOrder = (...several) => several.flat().sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));

/**
 * Changes what is not sent, in one transaction: nothing that somebody discards meanwhile comes back.
 * @param {(items: Item[]) => Item[]} work
 */
async function change(work) {
  await write(["outbox"], (outbox) => {
    const waiting = outbox.index("state").getAll("waiting");
    const parked = outbox.index("state").getAll("parked");
    parked.onsuccess = () => { for (const item of work(inOrder(waiting.result, parked.result))) outbox.put(item); };
  });
  tell();
}

/**
 * @param {string} id
 * @returns {Promise<Item | undefined>}
 */
export const find = (id) => read(["outbox"], (outbox) => outbox.index("id").get(id));

/** @param {Item[]} items */
export async function put(...items) {
  await write(["outbox"], (outbox) => { for (const item of items) outbox.put(item); });
  tell();
}

/** @param {Item} item */
export async function discard(item) {
  await write(["outbox"], (outbox) => outbox.delete(item.seq ?? 0));
  tell();
}

/**
 * The parked item without which this one means nothing: the customer that it is about, or what it undoes or adds to.
 * @param {Item} item
 * @param {Item[]} parked
 */
export const ground = (item, parked) => parked.find((one) => one.id !== item.id && (
  (one.to === REGISTER && one.customer === item.customer) || one.id === item.fields["of"]
  || (item.to.endsWith("/undo") && one.id === item.fields["fact_id"])));

/**
 * What the server answered, item by item. What was refused is parked, and what rests on it with it.
 * @param {Result[]} results
 * @param {string} now
 */
export async function settle(results, now) {
  const answers = new Map(results.map((one) => [one.id, one]));
  await change((items) => {
    const found = items.map((item) => after(item, answers.get(item.id), now));
    const parked = found.filter((item) => item.state === "parked");
    return found.map((item) => {
      const base = item.state === "sent" ? undefined : ground(item, parked);
      if (base) return { ...item, state: "parked", onto: base.id, sentence: `Waits for “${base.what}”.` };
      return item.onto && found.some((one) => one.id === item.onto && one.state === "sent") ? waits(item) : item;
    });
  });
}

/**
 * @param {Item} item
 * @param {Result | undefined} answer
 * @param {string} now
 * @returns {Item}
 */
function after(item, answer, now) {
  const { sentence: _, ...rest } = item;
  switch (answer?.status) {
    case "accepted":
    case "known":
      return { ...rest, state: "sent", position: answer.position ?? 0, sent_at: now };
    case "refused":
    case "conflict":
      return { ...rest, state: "parked", sentence: answer.sentence ?? "", ...doubts(answer) };
    default:
      return item;
  }
}

/** @param {Result} answer */
const doubts = ({ status, html, same }) => (status === "conflict" ? { twin: html !== undefined, clash: html === undefined, same } : {});

/**
 * The same item, to be sent (again).
 * @param {Item} item
 * @returns {Item}
 */
export function waits({ sentence: _s, onto: _o, twin: _t, clash: _c, same: _, ...item }) {
  return { ...item, state: "waiting" };
}

/** Offers everything again that the server had said to have: it was set back. */
export async function again() { await put(...(await of("sent")).map(waits)); }

/**
 * Lets go of what is in a backup of the server, and older than 30 days.
 * @param {number} through the position up to which there is a backup
 * @param {number} now ms
 */
export async function purge(through, now) {
  const old = (await of("sent")).filter(({ position, sent_at: at }) =>
    (position ?? Infinity) <= through && now - Date.parse(at ?? "") > THIRTY_DAYS);
  if (old.length) await write(["outbox"], (outbox) => { for (const item of old) outbox.delete(item.seq ?? 0); });
}
