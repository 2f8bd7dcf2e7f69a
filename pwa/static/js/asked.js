/** Whose enquiry has nobody taken, as far as this phone knows, and whom of them did I take here? */
import { card } from "./card.js";
import { dayOf, reasons } from "./due.js";
import { customers, pack, since } from "./pack.js";
import { part } from "./parts.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Pack} Pack */

/**
 * Everybody of mine, also those who were taken here, until a pack has them. `free` are those whom nobody has taken, as
 * far as this phone knows: where somebody else was quicker, the claim was refused, and they are neither.
 * @returns {Promise<{mine: Customer[], free: Customer[]}>}
 */
export async function everybody() {
  const [whole, own] = await Promise.all([pack(), customers()]);
  const notes = await since(whole);
  const asked = (whole?.asked ?? []).filter(({ id }) => own.every((one) => one.id !== id));
  const claims = notes.filter(({ to, id }) => to.endsWith("/owner") && notes.every(({ fields }) => fields["fact_id"] !== id));
  const taken = asked.filter(({ id }) => claims.some(({ customer, state }) => customer === id && state !== "parked"));
  return { mine: [...taken, ...own], free: asked.filter(({ id }) => claims.every(({ customer }) => customer !== id)) };
}

/**
 * Whose enquiry nobody has taken, the oldest first; of each it goes before whatever else is due.
 * @param {Pack} known
 * @param {Customer[]} free
 */
export function askedTheTeam({ asked_more: more }, free) {
  if (!free.length) return [];
  const section = part("lane-asked", { one: `${free.length}${more ? "+" : ""}` });
  section[0]?.querySelector(".cards")?.replaceChildren(...free.flatMap((customer) => {
    const due = reasons(customer, dayOf());
    const asked = due.filter(({ rule }) => rule === "enquiry");
    return card({ lane: 1, customer, reasons: [...asked, ...due.filter((one) => !asked.includes(one))] });
  }));
  return [...section, ...(more ? part("asked-more", { one: String(free.length) }) : [])];
}
