/** Which sheet opens for a customer when no server answers? One made for nobody in particular, with this one put in. */
import { dayOf, reasons } from "./due.js";
import { nameOf, rowsInto } from "./found.js";
import { customer } from "./pack.js";
import { fill, NOBODY, shell, THING } from "./parts.js";

/** @typedef {import("./due.js").Customer} Customer */

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * @param {string} address of a sheet
 * @returns {Promise<string | null>} null: this phone has none for it
 */
export async function sheetFor(address) {
  const { pathname, searchParams: asked } = new URL(address, location.href);
  const [id = "", item = ""] = pathname.match(UUID) ?? [];
  let ids = 0;
  const path = pathname.replace(UUID, () => (ids++ ? THING : NOBODY));
  const choice = ["channel", "kind"].filter((name) => asked.has(name)).map((name) => `?${name}=${asked.get(name)}`).join("");
  const sheets = Array.from((await shell())?.querySelectorAll("template[data-sheet]") ?? []);
  const template = sheets.find((one) => {
    const key = one.getAttribute("data-sheet");
    return key === path + choice || (!choice && key?.startsWith(`${path}?`));
  });
  if (!template) return null;
  const known = id ? await customer(id) : undefined;
  const about = known?.open.find((one) => one.id === item);
  const box = fill(template, { id, item, name: known ? nameOf(known) : "this customer", one: about?.words?.replace(/\.$/, "") ?? "" });
  for (const theme of about?.themes ?? []) box.querySelector(`[value="${CSS.escape(theme)}"]`)?.toggleAttribute("checked", true);
  adjust(box, asked, known, pathname.endsWith("/details/new"));
  /** @type {HTMLElement | null} */
  const list = box.querySelector("[data-found]");
  if (list) await rowsInto(list, "");
  return box.innerHTML;
}

/**
 * @param {Element} box
 * @param {string} name
 * @param {string | null} value put into the fields of this name, as they are written down
 */
function put(box, name, value) {
  for (const field of box.querySelectorAll(`[name="${name}"]`)) {
    if (field instanceof HTMLTextAreaElement) field.textContent = value;
    else field.setAttribute("value", value ?? "");
  }
}

/**
 * @param {Element} box
 * @param {URLSearchParams} asked
 * @param {Customer | undefined} known
 * @param {boolean} details
 */
function adjust(box, asked, known, details) {
  const today = dayOf();
  const due = known ? reasons(known, today).map(({ rule }) => rule) : [];
  put(box, "rule", due[0] ?? "");
  put(box, "hour", asked.get("hour"));
  for (const rule of box.querySelectorAll("[name=rules]")) if (!due.includes(rule.getAttribute("value") ?? "")) rule.remove();
  for (const form of box.querySelectorAll('form[data-by-rules]')) if (!form.querySelector("[name=rules]")) form.closest("section")?.remove();
  if (details && known) for (const name of /** @type {const} */ (["name", "phone", "email", "place"])) put(box, name, known[name]);
  for (const day of box.querySelectorAll("input[type=date]")) {
    if (day.getAttribute("value")) for (const name of ["value", "max"]) day.setAttribute(name, today);
    if (day.hasAttribute("min")) day.setAttribute("min", today);
  }
  const of = asked.get("of");
  if (of) words(box, of, asked.has("correct"), known);
  started(box, asked.get("started_at"));
  typed(box, asked.get("q"));
}

/**
 * @param {Element} box
 * @param {string} of the fact that the words are of
 * @param {boolean} correct
 * @param {Customer | undefined} known
 */
function words(box, of, correct, known) {
  put(box, "of", of);
  put(box, "correct", correct ? "yes" : "");
  const area = box.querySelector("textarea");
  area?.setAttribute("data-draft", `${area.dataset["draft"]}${of}`);
  if (correct) put(box, "text", known?.facts.find(({ id }) => id === of)?.words ?? "");
}

/**
 * @param {Element} box
 * @param {string | null} at when the dialler was opened
 */
function started(box, at) {
  if (!at) return;
  box.querySelector("input[type=radio][name=occurred_at]")?.closest("fieldset")?.remove();
  for (const form of box.querySelectorAll("form")) {
    const field = document.createElement("input");
    for (const [name, value] of [["type", "hidden"], ["name", "occurred_at"], ["value", at]]) field.setAttribute(name ?? "", value ?? "");
    form.append(field);
  }
}

/**
 * @param {Element} box
 * @param {string | null} query what was searched in vain, in the field that it most likely is
 */
function typed(box, query) {
  if (query) put(box, query.includes("@") ? "email" : /\p{L}/u.test(query) ? "name" : "phone", query);
}
