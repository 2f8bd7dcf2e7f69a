/** What does this phone know of my customers without a signal, and how does it hear of what changed? */
import { person, read, write } from "./db.js";
import { dayOf } from "./due.js";
import { signedOut } from "./flush.js";
import { of, REGISTER, unsent } from "./outbox.js";
import { SHELL } from "./whose.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Pack} Pack */

const FRESH = 5 * 60_000; // ms
const KEPT = 7 * 86_400_000;
const PAUSE = 2_000; // several notes in a row are one reason to ask

/** @returns {Promise<Pack | undefined>} without the customers; none where it is too old to be trusted */
export async function pack() {
  const known = await read(["meta"], (meta) => meta.get("pack"));
  if (!known || Date.now() - known.heard_at < KEPT) return known;
  await write(["customers", "meta"], (customers, meta) => {
    customers.clear();
    meta.delete("pack");
    meta.delete("say");
  });
  return undefined;
}

/**
 * Whom somebody noted here as new, as long as the server does not have them.
 * @param {import("./db.js").Item} item
 * @returns {Customer}
 */
function noted({ customer: id, fields, id: item, noted_at: at }) {
  const [name, phone, email, place, enquiry] = ["name", "phone", "email", "place", "enquiry"].map((field) => String(fields[field] ?? "") || null);
  const from = dayOf(new Date(at));
  const asked = { lane: 1, rank: 0, rule: "enquiry", from, until: null, every: 0, lasting: 0, why: enquiry ? `Asked us something. “${enquiry}”` : "Asked us something.", tag: "Enquiry waiting", item };
  return {
    id, name: name ?? phone ?? "", phone: phone ?? null, email: email ?? null, place: place ?? null, lines: ["New, noted on this phone"],
    ways: phone ? [{ channel: "call", href: `tel:${encodeURIComponent(phone.replaceAll(" ", ""))}`, number: phone }] : [],
    due: enquiry ?? fields["asked"] ? [asked] : [], open: [], facts: [],
  };
}

/**
 * What was noted here, as far as a pack does not have it yet; also what was refused.
 * @param {Pack | undefined} whole
 */
export async function since(whole) {
  const [waiting, sent] = await Promise.all([unsent(), of("sent")]);
  return [...waiting, ...sent.filter(({ position }) => (position ?? 0) > toldUpTo(whole))];
}

/** @returns {Promise<Customer[]>} also those who were noted here, until a pack has them */
export async function customers() {
  const [whole, kept] = await Promise.all([pack(), read(["customers"], (customers) => customers.getAll())]);
  const known = whole ? kept : [];
  const fresh = (await since(whole)).filter(({ to, customer }) => to === REGISTER && known.every(({ id }) => id !== customer));
  return [...fresh.map(noted), ...known];
}

/** @param {string} id also of whom nobody has taken yet */
export const customer = async (id) => [...await customers(), ...(await pack())?.asked ?? []].find((one) => one.id === id);

/**
 * Up to where of the log a pack tells.
 * @param {Pack | undefined} known
 */
export const toldUpTo = (known) => Number(known?.version.split("-")[2] ?? -1);

/**
 * Asks for what changed, where that is some time ago or something was sent since; no tab twice at a time. Without a
 * worker nothing could be shown from it, and nothing is kept.
 */
export async function refresh() {
  if (!(await navigator.serviceWorker.getRegistration())) return;
  await navigator.locks.request(`encore-pack-${person()}`, { ifAvailable: true }, async (lock) => {
    const [known, log] = await Promise.all([pack(), read(["meta"], (meta) => meta.get("log"))]);
    const stale = !known || Date.now() - known.heard_at > FRESH || (log?.position ?? 0) > toldUpTo(known);
    if (lock && stale) await ask(known).catch(() => undefined);
  });
}

/** @param {Pack | undefined} known */
async function ask(known) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (known) headers["If-None-Match"] = `"${known.version}"`;
  const answer = await fetch(`/sync/pack?since=${known?.version ?? ""}`, { headers });
  if (answer.status === 304) await write(["meta"], (meta) => meta.put({ ...known, heard_at: Date.now() }, "pack"));
  else if (answer.ok) await store(await answer.json());
  else return answer.status === 401 ? signedOut(await answer.json()) : undefined;
  await keepShell();
}

/** @param {any} answer */
async function store({ customers: some, gone, full, to_say: say, ...told }) {
  // Somebody else may have signed in on another page of this browser.
  if (told.person !== person()) return;
  await write(["customers", "meta"], (customers, meta) => {
    if (full) customers.clear();
    for (const one of some) customers.put(one);
    for (const id of gone) customers.delete(id);
    if (full) meta.put(say, "say");
    meta.put({ ...told, heard_at: Date.now() }, "pack");
  });
  document.dispatchEvent(new Event("encore:pack"));
}

/** The one page that is shown without a signal, when it is another than before; its version is told to the worker. */
async function keepShell() {
  const page = await fetch("/waiting");
  const cache = await caches.open(SHELL);
  const kept = await cache.match("/waiting", { ignoreVary: true });
  const text = await page.clone().text();
  if (!page.ok || page.redirected || !text.includes(`content="${person()}"`)) return;
  if (kept?.headers.get("ETag") !== page.headers.get("ETag") || !kept) await cache.put("/waiting", page);
  navigator.serviceWorker.controller?.postMessage({ stored: /data-shell="([^"]*)"/.exec(text)?.[1] });
}

if (window.isSecureContext && person()) {
  let timer = 0;
  document.addEventListener("encore:outbox", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
}
