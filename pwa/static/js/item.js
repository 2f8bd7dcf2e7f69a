/** What does a form say, in its fields and in words, before the server has answered? */
import { read } from "./db.js";
import { freshId, idOf } from "./ids.js";
import { REGISTER } from "./outbox.js";

/** @type {Record<string, string>} by the end of the address of a form, as backend/web/held_words.py calls them */
const KINDS = {
  customers: "New customer", "next-dates": "Next date", "put-offs": "Not now", promises: "Promise",
  "new-date": "Promise moved", keeping: "Promise kept", telling: "Told", settlements: "Settled already", feedback: "Feedback", offers: "Offer made",
  resolution: "Complaint resolved", enquiries: "Enquiry", met: "Need met", answer: "Enquiry answered", owner: "Look after", needs: "Need", purchases: "Purchase",
  correction: "Purchase put right", undo: "Undo", details: "Details put right", "preferred-channel": "Preferred way",
  consents: "Consent", tags: "Tag", removal: "Tag taken off", plans: "Plan started", steps: "Plan step done",
  stop: "Plan stopped", loss: "Lost", "loss-reason": "Why they left", gone: "Gone for good", referrer: "Brought by",
  referrals: "Sent them somebody", "habit-answers": "What changed", plan: "Hour planned", pauses: "Hour paused",
  resumptions: "Hour resumed", end: "Hour ended", sharing: "Hour shared", care: "Who looks after it", themes: "What it is about",
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
function whatOf(to, fields, submitter) {
  const chosen = submitter?.querySelector(".outcome__label, span:not(.unseen)") ?? (submitter?.getAttribute("name") ? submitter : null);
  const kind = WAYS[String(fields["channel"] ?? "")] ?? KINDS[to.split("/").pop() ?? ""] ?? "Note";
  const choice = chosen?.textContent?.trim();
  return choice && choice !== kind ? `${kind} · ${choice}` : kind;
}

/**
 * @param {string} customer
 * @param {import("./db.js").Fields} fields
 */
async function whomOf(customer, fields) {
  const shown = document.querySelector(`[data-card="${customer}"] .card__name`)
    ?? (location.pathname.includes(customer) ? document.querySelector(".who h1") : null);
  const known = shown?.textContent?.trim() || String(fields["name"] || fields["phone"] || "") || names.get(customer)
    || (await read(["customers"], (customers) => customers.get(customer)))?.name || "A customer";
  names.set(customer, known);
  return known;
}

/**
 * @param {HTMLFormElement} form
 * @param {FormData} content
 * @param {HTMLElement | null} submitter
 * @returns {Promise<import("./db.js").Item>}
 */
export async function itemOf(form, content, submitter) {
  const to = new URL(form.action).pathname;
  const stamp = form.dataset["once"] ?? "";
  const id = String((stamp && content.get(stamp)) || freshId());
  content.delete(stamp);
  content.delete("back");
  /** @type {import("./db.js").Fields} */
  const fields = {};
  for (const name of new Set(content.keys())) {
    const [one, ...more] = content.getAll(name).map(String);
    fields[name] = more.length ? [one ?? "", ...more] : one ?? "";
  }
  const customer = to === REGISTER ? String(fields["of"] || await idOf(id, "customer")) : to.split("/")[2] ?? "";
  const [what, whom] = [whatOf(to, fields, submitter), await whomOf(customer, fields)];
  return { id, to, fields, noted_at: new Date().toISOString(), customer, what, whom, state: "waiting" };
}
