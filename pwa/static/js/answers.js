/** Did a request note something, and was it taken? */

/** @param {HtmxContext} ctx */
export const notes = (ctx) => ctx.request.method !== "GET";

/** @param {HtmxContext} ctx */
export const taken = (ctx) => notes(ctx) && (ctx.response?.status ?? 0) < 400 && ctx.response !== undefined;

/**
 * Reads a sentence out, once the page has come to rest.
 * @param {string} words
 */
export function say(words) {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = words; }, 50);
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/**
 * What htmx takes for an answer of the server.
 * @param {string} text
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
export const html = (text, status = 200, headers = {}) => new Response(text, { status, headers: { "Content-Type": "text/html", ...headers } });
