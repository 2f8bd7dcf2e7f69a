/** How is a part of the shell filled in, with nothing that somebody wrote taken for markup? */
import { SHELL } from "./whose.js";

/** @typedef {{id?: string, item?: string, name?: string, href?: string, number?: string, one?: string, two?: string, three?: string}} Words */

export const NOBODY = "00000000-0000-0000-0000-000000000000";
export const THING = NOBODY.replace(/0$/, "1");
const TOKENS = /[\ue000-\ue005]|0{8}-(?:0{4}-){3}0{11}[01]/g;
/** @type {(keyof Words)[]} */
const MEANT = ["name", "href", "number", "one", "two", "three"];

/** Whether this very document is the shell, which stands for any page. */
export const isShell = document.body.dataset["shell"] !== undefined;

/** @returns {Promise<Document | null>} the shell, as far as this phone has it */
export async function shell() {
  if (isShell) return document;
  const kept = await caches.match("/waiting", { cacheName: SHELL, ignoreVary: true });
  return kept ? new DOMParser().parseFromString(await kept.text(), "text/html") : null;
}

/** @param {string} name */
const initials = (name) => {
  if (/\d/.test(name) && !/\p{L}/u.test(name)) return "#";
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0] ?? "?", ...words.slice(1).slice(-1)].map((word) => Array.from(word)[0]).join("").toUpperCase();
};

/**
 * @param {Element | null} template
 * @param {Words} words
 */
export function fill(template, words) {
  const box = document.createElement("div");
  if (template instanceof HTMLTemplateElement) box.append(document.importNode(template.content, true));
  /** @param {string} text */
  const put = (text) => text.replace(TOKENS, (one) => {
    const meant = one.length > 1 ? (one === THING ? "item" : "id") : MEANT[one.charCodeAt(0) - 0xe000];
    return (meant && words[meant]) ?? "";
  });
  for (const part of box.querySelectorAll("*")) {
    for (const { name, value } of part.attributes) if (value.search(TOKENS) >= 0) part.setAttribute(name, put(value));
    for (const text of part.childNodes) if (text instanceof Text) text.data = put(text.data);
  }
  for (const picture of box.querySelectorAll(".avatar")) picture.textContent = initials(words.name ?? "");
  return box;
}

/**
 * @param {string} name of a part of this document
 * @param {Words} [words]
 */
export const part = (name, words = {}) => Array.from(fill(document.querySelector(`template[data-part="${name}"]`), words).children);

/**
 * @param {string} text with *…* around what is late
 * @returns {(string | HTMLElement)[]}
 */
export const late = (text) => text.split("*").map((words, at) => {
  if (at % 2 === 0) return words;
  const mark = document.createElement("em");
  mark.textContent = words;
  return mark;
});
