/** How much of the hour is left? Said when it is asked, and gently once when it is over. */
import { notes, pause, say } from "./answers.js";
import { trouble } from "./flush.js";
import { of } from "./outbox.js";
import { isShell } from "./parts.js";

const A_SECOND = 1_000; // ms
const PATIENCE = 2_000; // ms
/** @type {WeakMap<Element, number>} when the time of a page is over, by this phone's clock */
const ends = new WeakMap();

/** @param {number} minutes */
const inWords = (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;

/** @param {Element} far */
function endOf(far) {
  const seconds = far.getAttribute("data-hour-left");
  if (!seconds) return undefined;
  const known = ends.get(far) ?? Date.now() + Number(seconds) * 1_000;
  ends.set(far, known);
  return known;
}

function tick() {
  const far = document.querySelector("[data-hour-now]");
  const end = far && endOf(far);
  if (!far || end === undefined || end === null) return;
  const left = Math.max(Math.ceil((end - Date.now()) / 60_000), 0);
  const button = far.querySelector("[data-hour-ask]");
  const words = (button?.textContent ?? "").replace(/\d+ minutes? left/, inWords(left));
  if (button && button.textContent !== words) button.textContent = words;
  const over = document.querySelector("[data-hour-over]");
  if (left || !over?.hasAttribute("hidden")) return;
  over.toggleAttribute("hidden", false);
  say(over.textContent ?? "");
}

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element && target.closest("[data-hour-ask]");
  if (button) say(button.textContent ?? "");
});

// A page of the server has no next card while the signal is gone or slow; the page of this phone has.
let noted = false;

async function goOn() {
  if (!noted || isShell || !navigator.serviceWorker?.controller || !(await of("waiting")).length) return;
  if (document.querySelector("dialog[open]")) return;
  noted = false;
  location.reload();
}

document.addEventListener("htmx:after:request", async ({ detail: { ctx } }) => {
  if (!notes(ctx)) return;
  noted = true;
  await pause(PATIENCE);
  await goOn();
});
document.addEventListener("encore:outbox", () => { if (trouble.which) goOn(); });

setInterval(tick, A_SECOND);
document.addEventListener("htmx:after:swap", tick);
tick();
