/** Where does the focus go when a card leaves the queue, and what is read out? */
import { say, taken } from "./answers.js";

/** @type {WeakMap<HtmxContext, {then: string[], at?: string | undefined}>} the cards, and on which of them the focus was */
const before = new WeakMap();

const cards = () => Array.from(document.querySelectorAll("[data-card]"), (card) => card.getAttribute("data-card") ?? "");

/** @param {string} selector */
function go(selector) {
  const place = document.querySelector(selector);
  if (!(place instanceof HTMLElement)) return false;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
  return true;
}

/** @param {string | undefined} customer */
const heading = (customer) => `[data-card="${CSS.escape(customer ?? "")}"] [tabindex="-1"]`;

/**
 * @param {string[]} then
 * @param {string[]} now
 */
function follow(then, now) {
  const left = then.findIndex((customer) => !now.includes(customer));
  const back = now.find((customer) => !then.includes(customer));
  if (left >= 0) {
    const next = then.slice(left).find((customer) => now.includes(customer)) ?? now.at(-1);
    return go(heading(next)) || go("[data-empty] [tabindex='-1']");
  }
  return back !== undefined && go(heading(back));
}

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  before.set(ctx, { then: cards(), at: document.activeElement?.closest("[data-card]")?.getAttribute("data-card") ?? undefined });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!taken(ctx)) return;
  const said = Array.from(document.querySelectorAll("[data-saved] [data-say]"), (part) => part.textContent?.trim());
  say(said.join(". "));
  const { then = [], at } = before.get(ctx) ?? {};
  // Whoever was taken out of the pool stands further down.
  if (!follow(then, cards()) && document.activeElement === document.body && !go(heading(at))) go("main");
});
