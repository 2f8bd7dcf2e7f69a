/** How is a card drawn from what this phone keeps: why now, and the ways, the best one first? */
import { spans } from "./drawing.js";
import { nameOf } from "./found.js";
import { late, part } from "./parts.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Due} Due */
/** @typedef {Awaited<ReturnType<typeof import("./says.js").says>>} Say */

const RED = ["complaint", "leaving"];
const ON_A_CARD = 2;

/**
 * The ways first, the best one as the main button; or how a complaint ended; or a number that is still to be found.
 * @param {Customer} one
 * @param {Due | undefined} top
 * @param {number} most
 */
function actions(one, top, most) {
  const words = { id: one.id, name: nameOf(one), item: top?.item ?? "" };
  const open = top && RED.includes(top.rule);
  const ways = one.ways.slice(0, open ? 1 : most);
  const buttons = [
    ...(open ? part("ending", words) : []),
    ...ways.flatMap(({ channel, href, number }) => part(`way-${channel}`, { ...words, href, number })),
    ...(ways.length ? [] : part("add", words)),
  ];
  for (const button of open ? buttons.slice(0, 1) : buttons.filter((_, at) => !ways[0] || at < part(`way-${ways[0].channel}`).length)) button.classList.add("button--main");
  return { line: ways[0] && ["call", "text"].includes(ways[0].channel) ? part("number", { ...words, number: ways[0].number }) : [], buttons };
}

/**
 * @param {Element} within
 * @param {Customer} one
 * @param {Due | undefined} top
 * @param {number} most
 * @param {Element[]} [more]
 */
export function putActions(within, one, top, most, more = []) {
  const { line, buttons } = actions(one, top, most);
  const box = document.createElement("div");
  box.className = "actions";
  box.append(...buttons, ...more);
  within.querySelector("[data-actions]")?.replaceWith(...line, box);
}

/**
 * One quiet line of what is worth saying.
 * @param {Customer} one
 * @param {Due | undefined} top
 * @param {Say} say
 */
export function worth(one, top, say) {
  const key = (top ?? one).says;
  const found = say(one.id, key);
  const words = { id: one.id, item: key ?? "", name: nameOf(one), one: found?.title ?? "" };
  return found ? part(found.thanks && !key?.includes("-") ? "says-thanks" : "says", words) : [];
}

/**
 * Why somebody is due, at this moment: an answer may have become late since the pack was made.
 * @param {Due | undefined} due
 */
export const whyOf = (due) => (due?.late && Date.now() > Date.parse(due.late.after) ? due.late.why : due?.why ?? "");

/**
 * @param {import("./due.js").Card} card
 * @param {Say} [say] none: of the pool, to be taken first
 */
export function card({ customer: one, reasons: [top, ...others] }, say) {
  const words = { id: one.id, name: nameOf(one) };
  const [item] = part("card", { ...words, one: one.place ?? "" });
  if (!item) return [];
  if (!one.place) item.querySelector(".card__place")?.remove();
  item.querySelector(".card__why")?.replaceChildren(...late(whyOf(top)));
  spans(item.querySelector(".card__facts"), one.lines);
  const tags = item.querySelector(".tags");
  tags?.replaceChildren(...(one.for ? [tag(one.for, "amber")] : []), ...others.map((due) => tag(due.tag, RED.includes(due.rule) ? "red" : due.lane === 1 ? "amber" : "")));
  if (!tags?.children.length) tags?.remove();
  const place = item.querySelector("[data-actions]");
  if (say) {
    place?.before(...worth(one, top, say));
    putActions(item, one, top, ON_A_CARD, part("done", words));
  } else place?.replaceWith(...part("take", words));
  return [item];
}

/**
 * @param {string} words
 * @param {string} look
 */
function tag(words, look) {
  const box = document.createElement("span");
  box.className = `tag${look && ` tag--${look}`}`;
  box.textContent = words;
  return box;
}
