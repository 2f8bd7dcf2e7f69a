/** What does Me say of this phone: how does Encore get onto its home screen, and do notes stay if it runs out of room? */

/** @param {string} way @param {boolean} open */
function show(way, open) {
  document.querySelector(`[data-install="${way}"]`)?.toggleAttribute("hidden", !open);
}

/** @type {Event & { prompt?: () => Promise<unknown> } | undefined} */
let offer;

window.addEventListener("beforeinstallprompt", (event) => {
  if (!document.querySelector("[data-install]")) return;
  event.preventDefault();
  offer = event;
  show("button", true);
});

window.addEventListener("appinstalled", () => { show("button", false); });

document.addEventListener("click", async ({ target }) => {
  if (!(target instanceof Element) || !target.closest("[data-install=button] button")) return;
  show("button", false);
  await offer?.prompt?.();
});

// Only browsers of iPhones and iPads know this word; it is true once Encore was opened from the home screen.
if ("standalone" in navigator && navigator.standalone === false) show("words", true);

/** @param {Element} place */
async function explain(place) {
  const kept = await navigator.storage.persisted();
  const words = document.querySelector(`template[data-words="${kept ? "persisted" : "evictable"}"]`);
  if (words instanceof HTMLTemplateElement) place.replaceChildren(words.content.cloneNode(true));
}

const place = document.querySelector("[data-persist]");
if (place && window.isSecureContext) explain(place);
