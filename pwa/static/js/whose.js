/** Whose is this phone now, and what stays on it of whoever used it before? Their unsent notes, and nothing else. */
import { person, read, write } from "./db.js";
import { flush, send } from "./flush.js";
import { unsent } from "./outbox.js";

const WHO = "encore.person";
const UNSENT = "encore.unsent.";
const LOST = "encore.lost.";
export const SHELL = "encore-shell";

/**
 * Takes away what one could read of a person's customers.
 * @param {string} who
 */
async function forget(who) {
  await caches.delete(SHELL);
  await write(["customers", "meta"], (customers, meta) => {
    customers.clear();
    meta.delete("pack");
    meta.delete("say");
  }, who);
}

let wiping = false;

/** What stays nowhere on a device that was signed out from elsewhere; its notes have been handed over. */
export async function wipe() {
  if (wiping || (await unsent()).length) return;
  wiping = true;
  await send([]); // with nothing left to hand over, the server has the browser clear what scripts cannot
  for (const name of await caches.keys()) await caches.delete(name);
  for (const key of Object.keys(localStorage)) if (key.startsWith("encore.")) localStorage.removeItem(key);
  sessionStorage.clear();
  indexedDB.deleteDatabase(`encore-${person()}`);
  location.assign("/session/new");
}

/** Was the storage of this phone cleared, and with it notes that were not sent? It is told until it was read. */
async function checkMark() {
  if (!(await read(["meta"], (meta) => meta.get("marker")))) {
    const count = Number(localStorage.getItem(UNSENT + person()));
    if (count) localStorage.setItem(LOST + person(), String(count));
    await write(["meta"], (meta) => meta.put("here", "marker"));
  }
  const lost = localStorage.getItem(LOST + person());
  if (lost && !document.querySelector("[data-vanished]")) showLost(lost);
}

/** @param {string} count */
function showLost(count) {
  const words = document.querySelector('template[data-words="vanished"]');
  const main = document.querySelector("main");
  if (!(words instanceof HTMLTemplateElement) || !main) return;
  main.prepend(words.content.cloneNode(true));
  const place = main.querySelector("[data-vanished]");
  if (place) place.textContent = count;
  main.querySelector("[data-vanished-read]")?.addEventListener("click", () => {
    place?.closest("[role=alert]")?.remove();
    localStorage.removeItem(LOST + person());
  });
}

/**
 * How many notes would be lost with this storage.
 * @param {number} count
 */
export async function remember(count) {
  await checkMark();
  localStorage.setItem(UNSENT + person(), String(count));
}

export async function arrive() {
  const before = localStorage.getItem(WHO);
  if (before && before !== person()) await forget(before);
  localStorage.setItem(WHO, person());
}

/** @param {HTMLFormElement} form */
async function leave(form) {
  const own = [`encore.draft.${person()}`, `encore.attempt.${person()}`, WHO];
  for (const key of Object.keys(localStorage)) if (own.some((one) => key.startsWith(one))) localStorage.removeItem(key);
  await forget(person());
  form.submit();
}

/**
 * @param {HTMLFormElement} form
 * @param {number} count
 */
function ask(form, count) {
  const words = document.querySelector('template[data-words="leaving-unsent"]');
  if (!(words instanceof HTMLTemplateElement) || form.nextElementSibling?.hasAttribute("data-leaving")) return;
  form.after(words.content.cloneNode(true));
  const box = form.nextElementSibling;
  const place = box?.querySelector("[data-leaving-count]");
  if (place) place.textContent = count === 1 ? "1 note is" : `${count} notes are`;
  if (box instanceof HTMLElement) box.focus();
  box?.addEventListener("click", async ({ target }) => {
    const choice = target instanceof Element && target.closest("[data-leave]")?.getAttribute("data-leave");
    if (choice === "send") await flush();
    if (choice) box.remove();
    if (choice === "leave") await leave(form);
    else if (choice === "send") form.requestSubmit();
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-sign-out") || !window.isSecureContext) return;
  event.preventDefault();
  const left = (await unsent()).length;
  if (left) ask(form, left);
  else await leave(form);
});
