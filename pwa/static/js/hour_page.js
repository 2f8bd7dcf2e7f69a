/** How is a power hour shown without a signal: the plan, one card at a time, and that it is over? */
import { putActions, whyOf, worth } from "./card.js";
import { draw, quiet } from "./drawing.js";
import { dayOf, plan } from "./due.js";
import { nameOf } from "./found.js";
import { lookBack } from "./hour_back.js";
import { goesOn, hourOf, hoursOf, isPaused, left } from "./hour_state.js";
import { freshId } from "./ids.js";
import { unsent } from "./outbox.js";
import { late, part } from "./parts.js";
import { says } from "./says.js";
import { clock } from "./spelled.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Pack} Pack */
/** @typedef {import("./hour_state.js").Hour} Hour */

const FACTS = 3;
const WORK = /\/(contact-attempts|put-offs)$/;

/**
 * Adds the hour to the sheets that open from a card.
 * @param {Element} box
 * @param {string} hour
 */
function inHour(box, hour) {
  for (const link of box.querySelectorAll("a")) for (const name of ["href", "hx-get", "data-sheet-url"]) {
    const value = link.getAttribute(name);
    if (value && /\/(contact-attempts\/new|put-offs\/new|value-items\/[^/]+$|thanks$)/.test(value)) link.setAttribute(name, `${value}${value.includes("?") ? "&" : "?"}hour=${hour}`);
  }
}

/**
 * @param {import("./due.js").Card} card
 * @param {Hour} hour
 */
async function atWork({ customer: one, reasons: [top] }, hour) {
  const ways = one.ways.filter(({ channel }) => hour.ways.includes(channel));
  const say = part(`say-${top?.rule}`)[0]?.textContent ?? "";
  const words = { id: one.id, item: hour.id, name: nameOf(one), one: one.place ?? "", two: say };
  const [card] = part("hour-card", words);
  if (!card) return [];
  card.querySelector(".card__why")?.replaceChildren(...late(whyOf(top)));
  card.querySelector(".hour__facts")?.replaceChildren(...one.facts.filter(({ stands }) => stands !== false).slice(0, FACTS).map(({ on, what }) => {
    const line = document.createElement("li");
    line.textContent = `${on}: ${what}`;
    return line;
  }));
  card.querySelector("[data-actions]")?.before(...worth(one, top, await says()));
  putActions(card, ways.length ? { ...one, ways } : one, top, one.ways.length + 1);
  const foot = part("hour-foot", words);
  for (const box of [card, ...foot]) inHour(box, hour.id);
  return [card, ...foot];
}

/** Whom the server still has as due, and somebody has worked on this phone, in this hour or beside it. */
async function justNoted() {
  const waiting = await unsent();
  const undone = new Set(waiting.filter(({ to }) => to.endsWith("/undo")).map(({ fields }) => fields["fact_id"]));
  return new Set(waiting.filter(({ id, to }) => WORK.test(to) && !undone.has(id)).map(({ customer }) => customer));
}

/**
 * @param {Hour} hour
 * @param {Pack} known
 * @param {Customer[]} all
 */
async function running(hour, known, all) {
  const noted = await justNoted();
  // Where today's plan ends before this hour's, those who could wait come next: the room of a day is made large enough.
  const room = known.done + hour.cards + hour.worked.length + noted.size;
  const rest = plan({ ...known, cards: Math.max(known.cards, room) }, all, dayOf()).cards.filter(({ customer: { id } }) => !hour.worked.includes(id) && !noted.has(id));
  const done = hour.worked.length;
  const total = Math.min(hour.cards, done + rest.length);
  const ms = left(hour, Date.now());
  const minutes = Math.ceil(ms / 60_000);
  const far = part("hour-far", { item: hour.id, one: `${done} of ${total} · ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`, two: hour.goal ?? "" });
  if (!isPaused(hour)) far[0]?.setAttribute("data-hour-left", String(Math.round(ms / 1_000)));
  if (isPaused(hour)) return [...far, ...part("hour-paused", { item: hour.id })];
  const next = done < total ? rest[0] : undefined;
  if (!next && !ms) return lookBack(hour);
  if (!next) return [...far, ...part("hour-done", { item: hour.id })];
  return [...far, ...quiet(known), ...(hour.no ? part("hour-no") : []), ...await atWork(next, hour)];
}

/**
 * @param {Pack} known
 * @param {Customer[]} all
 */
async function planning(known, all) {
  const on = (await hoursOf(known)).filter((hour) => goesOn(hour, Date.now()));
  const { cards, waiting } = plan(known, all, dayOf());
  const more = Object.values(waiting).reduce((sum, many) => sum + many, 0);
  const words = part(more ? "hour-due" : "hour-due-all", { one: String(cards.length), two: String(more) });
  return [
    ...on.flatMap((hour) => part("hour-running", { item: hour.id, one: clock(new Date(hour.at)) })),
    ...(cards.length + more ? [...quiet(known), ...words, ...part("hour-plan", { item: freshId() })] : part("empty", { one: "Nobody is due today", two: "A power hour needs cards." })),
  ];
}

/**
 * @param {Pack} known
 * @param {Customer[]} all
 */
export async function hourPage(known, all) {
  const id = location.pathname.split("/")[2];
  if (!id) return draw("Power hour", await planning(known, all));
  const hour = await hourOf(id, known);
  if (!hour) return draw("Power hour", part("signal"));
  const main = goesOn(hour, Date.now())
    ? await running(hour, known, all)
    : await lookBack(hour);
  await draw("Power hour", main, { heading: part("hour-heading") });
  if (document.activeElement === document.body) {
    const heading = document.querySelector("[data-view=main] [tabindex='-1']");
    if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  }
}
