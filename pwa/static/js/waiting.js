/** What of mine does the server not have yet, why not, and what can I do about it? */
import { person } from "./db.js";
import { flush, trouble } from "./flush.js";
import { freshId } from "./ids.js";
import { discard, put, unsent, waits } from "./outbox.js";
import { choices } from "./same.js";

/** @typedef {import("./db.js").Item} Item */

/** @type {Record<string, [string, string]>} the fields that can be edited, in words, and how they are typed */
const EDITABLE = {
  note: ["Words", "area"], text: ["Words", "area"], enquiry: ["What they asked", "area"], amount: ["Amount", "text"], on: ["Day", "date"],
  day: ["Day", "date"], until: ["Until", "date"], next_on: ["Next date", "date"], name: ["Name", "text"], phone: ["Phone", "tel"],
  email: ["E-mail", "email"], place: ["Place", "text"], source: ["How they said it", "text"], wording: ["What was asked", "text"],
  cards: ["Cards", "number"], own: ["Minutes", "number"],
};

/** @param {Item} item where an enquiry comes from is chosen, not typed */
const editable = ({ to, fields }) => Object.keys(fields).filter((name) => EDITABLE[name] && typeof fields[name] === "string" && (name !== "source" || to.endsWith("/consents")));

/** @param {string} iso */
const when = (iso) => new Date(iso).toLocaleString("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** @param {Item} item */
const words = (item) => ["text", "note", "enquiry"].map((name) => item.fields[name]).filter(Boolean).join("\n");

/** @param {Item} item */
function why(item) {
  if (item.clash) return "Something else was sent as this note. Retry sends it as a note of its own.";
  if (item.state === "parked") return item.sentence || "The server did not take it.";
  if (trouble.which === "signed-out") return "Not sent yet: sign in first.";
  return navigator.onLine ? "Not sent yet: no answer from the server. It is tried again by itself." : "Not sent yet: no signal.";
}

/**
 * A day as a date field holds it: what counts from the day of noting becomes that day.
 * @param {string} value
 * @param {string} noted
 */
function isoDay(value, noted) {
  const days = /^\+(\d+)$/.exec(value)?.[1];
  if (!days) return value;
  const day = new Date(noted);
  day.setDate(day.getDate() + Number(days));
  return day.toLocaleDateString("sv");
}

/** @param {Item} item */
function fieldsOf(item) {
  return editable(item).map((name) => {
    const [label, type] = EDITABLE[name] ?? ["", "text"];
    const row = document.createElement("label");
    row.className = "field";
    const field = document.createElement(type === "area" ? "textarea" : "input");
    if (field instanceof HTMLInputElement) field.type = type;
    field.className = "field__input";
    field.name = name;
    const value = String(item.fields[name]);
    field.value = type === "date" ? isoDay(value, item.noted_at) : value;
    const said = document.createElement("span");
    said.className = "field__label";
    said.textContent = label;
    row.append(said, field);
    return row;
  });
}

/**
 * Where the server has something else under this id, this is a note of its own.
 * @param {Item} item
 * @param {import("./db.js").Fields} [changed]
 */
async function sendAgain(item, changed = {}) {
  await put({ ...waits(item), id: item.clash ? freshId() : item.id, fields: { ...item.fields, ...changed } });
  await flush();
}

/**
 * @param {Item} item
 * @param {Element} row
 */
function edit(item, row) {
  const form = row.querySelector("form");
  if (!form) return;
  form.hidden = false;
  form.querySelector("[data-fields]")?.replaceChildren(...fieldsOf(item));
  /** @type {HTMLElement | null} */ (form.querySelector("input, textarea"))?.focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const changed = Object.fromEntries(Array.from(new FormData(form), ([name, value]) => [name, String(value)]));
    form.hidden = true;
    await sendAgain(item, changed);
  }, { once: true });
}

/** @type {Record<string, (item: Item, row: Element) => unknown>} */
const ACTIONS = {
  retry: (item) => sendAgain(item),
  anyway: (item) => sendAgain(item, { anyway: "yes" }),
  edit,
  copy: (item) => navigator.clipboard.writeText([`${item.whom}: ${item.what}`, when(item.noted_at), words(item)].filter(Boolean).join("\n")),
  ask: (_, row) => { for (const part of row.querySelectorAll("[data-sure]")) part.toggleAttribute("hidden"); },
  discard,
};

/**
 * @param {Item} item
 * @param {HTMLTemplateElement} template
 */
function rowOf(item, template) {
  const row = document.importNode(template.content, true).firstElementChild ?? document.createElement("li");
  const texts = { what: item.what, whom: item.whom, when: when(item.noted_at), words: words(item), why: why(item) };
  for (const [name, text] of Object.entries(texts)) {
    const place = row.querySelector(`[data-item-${name}]`);
    if (place) place.textContent = text;
    place?.toggleAttribute("hidden", !text);
  }
  row.querySelector("[data-act=edit]")?.toggleAttribute("hidden", !editable(item).length);
  row.querySelector("[data-act=anyway]")?.toggleAttribute("hidden", !item.twin);
  row.querySelector("[data-act=anyway]")?.before(...choices(item));
  row.setAttribute("data-item", item.id);
  row.addEventListener("click", ({ target }) => {
    const act = target instanceof Element && target.closest("[data-act]")?.getAttribute("data-act");
    if (act) ACTIONS[act]?.(item, row);
  });
  return row;
}

async function show() {
  const list = document.querySelector("[data-waiting-list]");
  const template = document.querySelector('template[data-words="waiting-item"]');
  if (!list || !(template instanceof HTMLTemplateElement) || list.querySelector("form:not([hidden])")) return;
  const items = await unsent();
  list.replaceChildren(...items.map((item) => rowOf(item, template)));
  document.querySelector("[data-waiting-none]")?.toggleAttribute("hidden", items.length > 0);
}

if (window.isSecureContext && person() && document.querySelector("[data-waiting-list]")) {
  document.addEventListener("encore:outbox", show);
  show();
}
