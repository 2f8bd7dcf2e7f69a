/** Where does this phone keep what was noted and whom to call, apart for each person who signs in on it? */

/** @typedef {Record<string, string | string[]>} Fields */

/**
 * What was noted: the address and the fields of its form. `what` and `whom` are words for the Waiting page. `onto` is the
 * parked item that this one waits for; `twin`: it would be a second entry of somebody who is
 * on the list, and one of the fields `same`, each with its value and in words, says who is meant; `clash`: the server has something else under this id.
 * @typedef {{seq?: number, id: string, to: string, fields: Fields, noted_at: string, customer: string, what: string,
 *   whom: string, state: "waiting" | "parked" | "sent", sentence?: string, position?: number, sent_at?: string, onto?: string,
 *   twin?: boolean, clash?: boolean, same?: [string, string, string][] | undefined}} Item
 */

const PREFIX = "encore-";
/** @type {Map<string, Promise<IDBDatabase>>} */
const databases = new Map();
let actor = "";

/** @returns {string} whose page this is; "" where nobody is signed in */
export function person() {
  if (!actor && globalThis.document) {
    actor = document.querySelector('meta[name="encore-person"]')?.getAttribute("content") ?? "";
  }
  return actor;
}

/**
 * Says in whose name a service worker acts, which has no page.
 * @param {string} id
 */
export function actAs(id) { actor = id; }

/**
 * @param {string} who
 * @returns {Promise<IDBDatabase>}
 */
function open(who) {
  const known = databases.get(who);
  if (known) return known;
  /** @type {Promise<IDBDatabase>} */
  const opening = new Promise((resolve, reject) => {
    const asked = indexedDB.open(PREFIX + who, 1);
    asked.onupgradeneeded = () => {
      const outbox = asked.result.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      outbox.createIndex("id", "id", { unique: true });
      outbox.createIndex("state", "state");
      asked.result.createObjectStore("customers", { keyPath: "id" });
      asked.result.createObjectStore("meta");
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const close = () => { databases.delete(who); };
      asked.result.onclose = close;
      asked.result.onversionchange = () => { asked.result.close(); close(); };
      resolve(asked.result);
    };
  });
  databases.set(who, opening);
  opening.catch(() => databases.delete(who));
  return opening;
}

/**
 * @template T
 * @param {string} who
 * @param {IDBTransactionMode} mode
 * @param {string[]} stores
 * @param {(...stores: IDBObjectStore[]) => IDBRequest<T> | T} work
 * @returns {Promise<T>}
 */
async function run(who, mode, stores, work) {
  const database = await open(who);
  return new Promise((resolve, reject) => {
    // Chromium's default loses what it calls complete when the battery goes; "strict" does not.
    const tx = database.transaction(stores, mode, { durability: "strict" });
    tx.onabort = () => reject(tx.error);
    const found = work(...stores.map((name) => tx.objectStore(name)));
    tx.oncomplete = () => resolve(found instanceof IDBRequest ? found.result : found);
  });
}

/**
 * @template T
 * @param {string[]} stores
 * @param {(...stores: IDBObjectStore[]) => IDBRequest<T> | T} work gives one request, whose result is the answer, or a value
 * @param {string} [who]
 * @returns {Promise<T>}
 */
export const read = (stores, work, who = person()) => run(who, "readonly", stores, work);

/**
 * The same for changes: all of them or none, and on the disk itself once this is fulfilled.
 * @template T
 * @param {string[]} stores
 * @param {(...stores: IDBObjectStore[]) => IDBRequest<T> | T} work
 * @param {string} [who]
 * @returns {Promise<T>}
 */
export const write = (stores, work, who = person()) => run(who, "readwrite", stores, work);

// At once: that takes a moment, in which the rest of the page starts.
if (globalThis.isSecureContext && person()) open(person()).catch(() => {});
