/** Who is meant by a part of a name, a place or the end of a number, among those whom this phone keeps? */
import { dayOf, plan } from "./due.js";
import { customers, pack } from "./pack.js";
import { fill, shell } from "./parts.js";

/** @typedef {import("./due.js").Customer} Customer */

const MOST = 50;
const DIGITS_THAT_TELL = 4;
const NATIONAL_DIGITS = 9;

/** @param {string | null} text */
const folded = (text) => (text ?? "").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[łøđ]/g, (one) => ({ ł: "l", ø: "o", đ: "d" })[one] ?? one);
/** @param {string | null} text */
const words = (text) => folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
/** @param {string | null} text */
const digits = (text) => (text ?? "").replace(/\D/g, "");

/**
 * @param {Customer[]} all
 * @param {string} query
 */
export function matching(all, query) {
  const number = digits(query).slice(-NATIONAL_DIGITS);
  if (number.length >= DIGITS_THAT_TELL && !/\p{L}/u.test(query)) return all.filter(({ phone }) => digits(phone).endsWith(number));
  const sought = words(query);
  return all.filter(({ name, place, email }) => {
    const there = [name, place, email].flatMap(words);
    return sought.every((word) => there.some((one) => one.startsWith(word)));
  });
}

/** @param {Customer} one */
export const nameOf = ({ name }) => name ?? "A forgotten customer";

/**
 * Rows of those who are found; without a query of everybody, by name, or to note something of those of today first.
 * @param {HTMLElement} list says by which part a row is made: "row", or "note-row" and the like
 * @param {string} query
 */
export async function rowsInto(list, query) {
  const kind = list.dataset["found"];
  list.dataset["query"] = query;
  const [all, known, page] = await Promise.all([customers(), pack(), shell()]);
  if (list.dataset["query"] !== query) return; // more was typed meanwhile
  const template = page?.querySelector(`template[data-part="${kind}"]`) ?? null;
  const first = kind !== "row" && !query && known ? plan(known, all, dayOf()).cards.map((card) => card.customer) : [];
  const others = matching(all, query).sort((one, other) => folded(one.name).localeCompare(folded(other.name)));
  const shown = [...new Set([...first, ...others])].filter(({ id }) => id !== list.dataset["but"]).slice(0, query || kind !== "row" ? MOST : undefined);
  list.replaceChildren(...shown.flatMap((one) => Array.from(
    fill(template, { id: one.id, name: nameOf(one), one: [one.place, one.lines[0]].filter(Boolean).join(" · ") }).children,
  )));
  if (!shown.length) list.textContent = query ? `Nobody on this phone is found as “${query}”.` : "No customers are kept on this phone yet.";
  if (list.isConnected) window.htmx.process(list);
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null | undefined}
 */
const listFor = (target) => target instanceof Element ? target.closest("dialog, main")?.querySelector("[data-found]") : null;

document.addEventListener("input", ({ target }) => {
  const list = listFor(target);
  if (list && target instanceof HTMLInputElement && target.name === "q") rowsInto(list, target.value);
});

document.addEventListener("submit", (event) => { if (event.target instanceof Element && event.target.matches(".search") && listFor(event.target)) event.preventDefault(); });
