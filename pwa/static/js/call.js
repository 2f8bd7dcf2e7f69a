/** Whom did I call just now, even when the phone has closed this page meanwhile? */
import { person } from "./db.js";

const KEY = `encore.attempt.${person()}`;
const A_DAY = 86_400_000;

/** @typedef {{customer: string, name: string, channel: string, at: number, sheet: string}} Attempt */

/** @returns {Attempt | null} */
function started() {
  const text = localStorage.getItem(KEY);
  if (!text) return null;
  const attempt = JSON.parse(text);
  return Date.now() - attempt.at < A_DAY ? attempt : null;
}

async function ask() {
  const attempt = started();
  const sheets = document.querySelector("[data-sheets]");
  if (!attempt || !sheets || sheets.hasAttribute("data-waiting") || sheets.querySelector("dialog[open]")) return;
  sheets.toggleAttribute("data-waiting", true);
  const url = new URL(attempt.sheet, location.href);
  url.searchParams.set("started_at", new Date(attempt.at).toISOString());
  await window.htmx.ajax("GET", url.pathname + url.search, { target: "[data-sheets]", swap: "innerHTML" });
  sheets.removeAttribute("data-waiting");
}

// Written before the dialler takes over: nothing may run once this page is hidden.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[data-call]");
  if (!(link instanceof HTMLAnchorElement)) return;
  const { call, name, channel, sheetUrl } = link.dataset;
  localStorage.setItem(KEY, JSON.stringify({ customer: call, name, channel, at: Date.now(), sheet: sheetUrl }));
  ask();
});

document.addEventListener("close", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const settled = ["saved", "cancel"].includes(event.target.returnValue);
  if (settled && event.target.dataset.sheet === started()?.customer) localStorage.removeItem(KEY);
}, true);

// Somebody else's customer on this phone, or one who is gone.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const attempt = started();
  const asked = attempt && ctx.request.action.startsWith(new URL(attempt.sheet, location.href).pathname);
  if (asked && ctx.request.method === "GET" && ctx.response?.status === 404) localStorage.removeItem(KEY);
});

document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") ask(); });
window.addEventListener("load", () => { ask(); });
