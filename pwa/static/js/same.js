/** Somebody like this is on the list already: who is meant? */
import { flush } from "./flush.js";
import { put, unsent, waits } from "./outbox.js";

/** @typedef {import("./db.js").Item} Item */

/**
 * What was noted here on the new one is theirs, too.
 * @param {Item} item
 * @param {string} field
 * @param {string} value
 */
async function means(item, field, value) {
  const others = (await unsent()).filter(({ id, customer }) => customer === item.customer && id !== item.id);
  const customer = field === "of" ? value : item.customer;
  const moved = others.map((one) => ({ ...waits(one), customer, to: one.to.replace(item.customer, customer) }));
  await put({ ...waits(item), customer, fields: { ...item.fields, [field]: value } }, ...moved);
  await flush();
}

/** @param {Item} item */
export const choices = (item) => (item.same ?? []).map(([field, value, words]) => {
  const button = document.createElement("button");
  [button.type, button.className, button.textContent] = ["button", "button", words];
  button.addEventListener("click", () => means(item, field, value));
  return button;
});
