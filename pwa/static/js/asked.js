/** Whose enquiry has nobody taken, as far as this phone knows, and whom of them did I take here? */
import { customers, pack, since } from "./pack.js";

/** @typedef {import("./due.js").Customer} Customer */

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
