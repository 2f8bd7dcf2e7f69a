/** How does Encore get onto the home screen? By a button where the browser can ask, by words where it cannot. */

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
