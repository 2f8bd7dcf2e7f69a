/** What is a form called in words, before the server has answered, and whom is it about? */
import { read } from "./db.js";

/** @type {Record<string, string>} by the last words of the address of a form */
const KINDS = {
  "next-dates": "Next date", "put-offs": "Not now", promises: "Promise", "new-date": "Promise moved",
  keeping: "Promise kept", feedback: "Feedback", resolution: "How it ended", enquiries: "Enquiry",
  answer: "Enquiry answered", purchases: "Purchase", correction: "Correction", notes: "Note", undo: "Undo",
  settlements: "Done", details: "Details", "preferred-channel": "Preferred way", consents: "Consent",
  losses: "They left", reason: "Why they left", gone: "Gone for good", customers: "New customer",
};
/** @type {Record<string, string>} */
const WAYS = { call: "Call", text: "Message", email: "E-mail", letter: "Letter", visit: "Visit", video: "Video call" };

/** @type {Map<string, string>} whom this page has told of: a card may be gone since */
const names = new Map();

/**
 * @param {string} to
 * @param {import("./db.js").Fields} fields
 * @param {HTMLElement | null} submitter
 */
export function whatOf(to, fields, submitter) {
  const chosen = submitter?.querySelector(".outcome__label, span") ?? (submitter?.getAttribute("name") ? submitter : null);
  const kind = WAYS[String(fields["channel"] ?? "")] ?? KINDS[to.split("/").pop() ?? ""] ?? "Note";
  const choice = chosen?.textContent?.trim();
  return choice && choice !== kind ? `${kind} · ${choice}` : kind;
}

/**
 * @param {string} customer
 * @param {import("./db.js").Fields} fields
 */
export async function whomOf(customer, fields) {
  const shown = document.querySelector(`[data-card="${customer}"] .card__name`)
    ?? (location.pathname.includes(customer) ? document.querySelector(".who h1") : null);
  const known = shown?.textContent?.trim() || String(fields["name"] ?? "") || names.get(customer)
    || (await read(["customers"], (customers) => customers.get(customer)))?.name || "A customer";
  names.set(customer, known);
  return known;
}
