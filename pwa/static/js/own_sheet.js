/** Which sheet opens when the server does not answer? The one that this phone has. */
import { html, pause } from "./answers.js";
import { person } from "./db.js";
import { sheetFor } from "./generic.js";

const PATIENCE = 900; // ms

/**
 * The sheet of the server, or the one that this phone has, whichever can be had.
 * @param {string} url
 * @param {RequestInit} init
 */
async function sheet(url, init) {
  const network = fetch(url, init).catch(() => undefined);
  const first = navigator.onLine ? await Promise.race([network, pause(PATIENCE)]) : undefined;
  if (first instanceof Response && first.status < 500) return first;
  const own = await sheetFor(url).catch(() => null);
  if (own !== null) return html(own);
  const last = await network;
  if (!last) throw new TypeError("no answer, and no such sheet on this phone");
  return last;
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!window.isSecureContext || !person() || ctx.request.method !== "GET") return;
  if (ctx.target === document.querySelector("[data-sheets]")) ctx.fetch = sheet;
});
