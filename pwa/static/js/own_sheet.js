/** Which sheet opens when the server does not answer? The one that this phone has. */
import { html, pause } from "./answers.js";
import { person } from "./db.js";
import { sheetFor } from "./generic.js";
import { unsent } from "./outbox.js";

const PATIENCE = 900; // ms

/**
 * Whether the server has no sheet for what is noted here all the same: it is down, nobody is signed in any more, or it
 * does not know this customer yet.
 * @param {Response} answer
 * @param {string} url
 */
const hasNone = async ({ status }, url) =>
  status >= 500 || status === 401 || (status === 404 && (await unsent()).some(({ customer }) => url.includes(customer)));

/**
 * The sheet of the server, or the one that this phone has, whichever can be had.
 * @param {string} url
 * @param {RequestInit} init
 */
async function sheet(url, init) {
  const network = fetch(url, init).catch(() => undefined);
  const first = navigator.onLine ? await Promise.race([network, pause(PATIENCE)]) : undefined;
  if (first instanceof Response && !(await hasNone(first, url))) return first;
  const own = await sheetFor(url).catch(() => null);
  if (own !== null) return html(own);
  const last = await network;
  if (!last) throw new TypeError("no answer");
  return last;
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!window.isSecureContext || !person() || ctx.request.method !== "GET") return;
  if (ctx.target === document.querySelector("[data-sheets]")) ctx.fetch = sheet;
});
