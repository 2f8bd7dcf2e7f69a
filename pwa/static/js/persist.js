/** Will the browser keep unsent notes when the phone runs out of room? */
import { person } from "./db.js";

const ASKED = "encore.persist-asked";

/** Asked once, when there is something to keep. */
export async function askToKeep() {
  if (localStorage.getItem(ASKED) || !navigator.storage?.persist) return;
  localStorage.setItem(ASKED, "yes");
  await navigator.storage.persist();
}

/** @param {Element} place */
async function explain(place) {
  const kept = await navigator.storage.persisted();
  const words = document.querySelector(`template[data-words="${kept ? "persisted" : "evictable"}"]`);
  if (words instanceof HTMLTemplateElement) place.replaceChildren(words.content.cloneNode(true));
}

const place = document.querySelector("[data-persist]");
if (place && person() && window.isSecureContext) explain(place);
