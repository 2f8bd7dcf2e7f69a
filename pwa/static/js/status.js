/** Does the server have all that I noted? In words, at the top right, and on each card with something waiting. */
import { person } from "./db.js";
import { trouble } from "./flush.js";
import { isWork, unsent } from "./outbox.js";
import { remember } from "./whose.js";

const SENT = "encore.sent-at.";
const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
let before = 0;

/** @param {number} left */
function words(left) {
  const signedOut = trouble.which === "signed-out";
  if (left) return signedOut ? `On this phone: ${left}. Sign in to send` : `On this phone: ${left}`;
  if (signedOut) return "Sign in";
  if (before) localStorage.setItem(SENT + person(), clock());
  return `All sent ${localStorage.getItem(SENT + person()) ?? ""}`.trim();
}

function note() {
  const words = document.createElement("p");
  words.className = "card__waiting";
  words.textContent = "Done here, waiting to be sent.";
  return words;
}

/** @param {import("./db.js").Item[]} items */
function mark(items) {
  const waiting = new Set(items.filter(isWork).map(({ customer }) => customer));
  for (const card of document.querySelectorAll("[data-card]")) {
    const here = waiting.has(card.getAttribute("data-card") ?? "");
    const told = card.querySelector(".card__waiting");
    card.toggleAttribute("data-waiting", here);
    if (!here) told?.remove();
    else if (!told) card.querySelector(".card__why")?.after(note());
  }
}

export async function show() {
  const items = await unsent();
  const state = document.querySelector("[data-state]");
  const place = state?.querySelector("[data-when=saved]");
  if (place) place.textContent = words(items.length);
  state?.setAttribute("data-state", items.length ? "waiting" : "saved");
  state?.closest("a")?.setAttribute("href", trouble.which === "signed-out" ? "/session/new?next=/waiting" : "/waiting");
  before = items.length;
  mark(items);
  await remember(items.length);
}

if (window.isSecureContext && person()) {
  document.addEventListener("encore:outbox", show);
  document.addEventListener("htmx:after:swap", show);
}
