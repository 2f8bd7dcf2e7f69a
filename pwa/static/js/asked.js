/** Whose enquiry has nobody taken, as far as this phone knows, and whom of them did I take here? */
import { customers, pack, since } from "./pack.js";

/** @typedef {import("./due.js").Customer} Customer */

/**
 * Everybody of mine, also those who were taken here, until a pack has them; `free` are those whom nobody has taken.
 * @returns {Promise<{mine: Customer[], free: Customer[]}>}
 */
export async function everybody() {
  const [whole, own] = await Promise.all([pack(), customers()]);
  const notes = await since(whole);
  const asked = (whole?.asked ?? []).filter(({ id }) => own.every((one) => one.id !== id));
  const mine = asked.filter(({ id }) => taken(id, notes));
  return { mine: [...mine, ...own], free: asked.filter((one) => !mine.includes(one)) };
}

/**
 * Whether they were taken here, and not given back; of somebody else who was quicker nobody has told this phone.
 * @param {string} id
 * @param {import("./db.js").Item[]} notes
 */
const taken = (id, notes) => notes.some(({ to, state, id: claim }) => to === `/customers/${id}/owner` && state !== "parked"
  && notes.every(({ fields }) => fields["fact_id"] !== claim));
