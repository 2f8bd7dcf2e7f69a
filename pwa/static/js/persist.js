/** Will the browser keep unsent notes when the phone runs out of room? */
const ASKED = "encore.persist-asked";

/** Asked once, when there is something to keep. */
export async function askToKeep() {
  if (localStorage.getItem(ASKED) || !navigator.storage?.persist) return;
  localStorage.setItem(ASKED, "yes");
  await navigator.storage.persist();
}
