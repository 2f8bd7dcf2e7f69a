/** Who is due on a day, in which order, when no server can be asked? The same plan as its own, from the same windows. */

/**
 * @typedef {{lane: number, rank: number, rule: string, from: string, until: string | null, every: number, lasting: number,
 *   why: string, tag: string, item: string | null, says?: string | null, late?: {after: string, why: string}}} Due
 * @typedef {{id: string, on: string, by: string | null, what: string, words: string | null, undoable: boolean}} Fact
 * @typedef {{id: string, name: string | null, place: string | null, phone: string | null, email: string | null, standing?: string, tags?: string[],
 *   for?: string | null, says?: string | null, sends?: string[], asks?: string[], lines: string[], ways: {channel: string, href: string, number: string}[], due: Due[],
 *   open: {kind: string, id: string, what: string}[], facts: Fact[]}} Customer
 * @typedef {{title: string, words: string, thanks: boolean}} Say
 * @typedef {{day: string, made_at: string, version: string, done: number, owed: number, cards: number, places: number[],
 *   quiet: number[], heard_at: number, asked: Customer[], asked_more: boolean, hours?: import("./hour_state.js").Hour[]}} Pack
 * @typedef {{lane: number, customer: Customer, reasons: Due[]}} Card
 */

const A_DAY = 86_400_000;
const PROMISED = 1;
const SWEEP = 8;

/** @param {string} iso */
const ordinal = (iso) => Date.parse(iso) / A_DAY;

/**
 * By arithmetic: a phone takes longer to look up how a country writes days than to draw all of Today.
 * @param {Date} [now]
 */
export const dayOf = (now = new Date()) => new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/**
 * @param {Due} due
 * @param {string} day
 */
function covers({ from, until, every, lasting }, day) {
  const since = ordinal(day) - ordinal(from);
  return since >= 0 && (!until || day <= until) && (!every || since % every < lasting);
}

/**
 * @param {Customer} customer
 * @param {string} day
 */
export const reasons = ({ due }, day) => due.filter((one) => covers(one, day))
  .sort((one, other) => one.lane - other.lane || other.rank - one.rank || (one.rule < other.rule ? -1 : 1));

/**
 * @param {Card} one
 * @param {Card} other
 */
const urgency = (one, other) => one.lane - other.lane || (other.reasons[0]?.rank ?? 0) - (one.reasons[0]?.rank ?? 0)
  || (one.customer.id < other.customer.id ? -1 : 1);

/**
 * All that is owed, and of the others as many as the day has room for; `waiting`: how many more, by lanes.
 * @param {Pack} pack
 * @param {Customer[]} customers
 * @param {string} day
 */
export function plan(pack, customers, day) {
  const cards = customers.map((customer) => ({ customer, reasons: reasons(customer, day) }))
    .filter((card) => card.reasons.length).map((card) => ({ ...card, lane: card.reasons[0]?.lane ?? 0 })).sort(urgency);
  const same = day === pack.day;
  const room = Math.max(pack.cards - (same ? pack.done - pack.owed : 0), 0);
  const places = Math.min(pack.places[ordinal(day) - ordinal(pack.day)] ?? 0, room);
  const swept = cards.filter((card) => card.lane === SWEEP).slice(0, places);
  const others = cards.filter((card) => card.lane !== PROMISED && (card.lane !== SWEEP || swept.includes(card)));
  /** @type {Record<number, number>} */
  const waiting = {};
  for (const { lane } of others.slice(room)) if (lane !== SWEEP) waiting[lane] = (waiting[lane] ?? 0) + 1;
  return { cards: [...cards.filter((card) => card.lane === PROMISED), ...others.slice(0, room)], waiting, done: same ? pack.done : 0 };
}
