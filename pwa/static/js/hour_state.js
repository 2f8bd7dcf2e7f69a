/** How far is a power hour, by what the server told and what was noted on this phone since? Real time, without pauses. */
import { of, unsent } from "./outbox.js";
import { toldUpTo } from "./pack.js";

/** @typedef {import("./db.js").Item} Item */
/**
 * Times in ms since 1970; `last`: of the last step, `no`: whether that was one. `ended`: by hand; Infinity: the server
 * has it as over, and this phone does not know since when.
 * @typedef {{id: string, at: number, cards: number, minutes: number, ways: string[], goal: string | null,
 *   pauses: [number, number | null][], worked: string[], last: number | null, no: boolean, ended?: number}} Hour
 */

const A_MINUTE = 60_000;
const AT_HAND = 60 * A_MINUTE; // for so long the last card may still be finished

/** @param {Item} item */
const at = ({ noted_at: noted }) => Date.parse(noted);

/** @param {string | string[] | undefined} given */
const listed = (given) => [given ?? []].flat();

/**
 * @param {Item} item
 * @returns {Hour}
 */
const planned = (item) => ({
  id: item.customer, at: at(item), cards: Number(item.fields["cards"]), minutes: Number(item.fields["own"] || item.fields["minutes"]),
  ways: listed(item.fields["ways"]), goal: String(item.fields["goal"] ?? "") || null, pauses: [], worked: [], last: null, no: false,
});

/**
 * From a pause, or from an end that was a slip.
 * @param {Hour} hour
 * @param {number} now ms
 */
function goOn(hour, now) {
  const open = hour.pauses.at(-1);
  if (open && open[1] === null) open[1] = now;
  else if (hour.ended) hour.pauses.push([hour.ended, now]);
  delete hour.ended;
}

/**
 * @param {Hour} hour
 * @param {Item} item
 */
function take(hour, item) {
  const open = hour.pauses.at(-1);
  if (item.to === `/hours/${hour.id}/pauses` && (!open || open[1] !== null)) hour.pauses.push([at(item), null]);
  else if (item.to === `/hours/${hour.id}/resumptions`) goOn(hour, at(item));
  else if (item.to === `/hours/${hour.id}/end`) hour.ended ??= at(item);
  else if (item.fields["hour"] === hour.id) {
    hour.worked = [...new Set([...hour.worked, item.customer])];
    [hour.last, hour.no] = [at(item), item.fields["outcome"] === "said_no"];
  }
}

/** What was noted on this phone, sent or not, in its order; and what of it was taken back. */
async function everything() {
  const [waiting, sent] = await Promise.all([unsent(), of("sent")]);
  const all = [...sent, ...waiting].sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
  return { all, undone: new Set(all.filter(({ to }) => to.endsWith("/undo")).map(({ fields }) => fields["fact_id"])) };
}

/**
 * All that this phone knows of.
 * @param {import("./due.js").Pack} pack
 */
export async function hoursOf(pack) {
  const items = (await Promise.all([unsent(), of("sent")])).flat();
  const ids = new Set([...(pack.hours ?? []), ...items.filter(({ to }) => /^\/hours\/.*\/plan$/.test(to)).map(({ customer: id }) => ({ id }))].map(({ id }) => id));
  const hours = await Promise.all([...ids].map((id) => hourOf(id, pack)));
  return hours.flatMap((hour) => hour ?? []);
}

/**
 * @param {string} id
 * @param {import("./due.js").Pack} pack
 * @returns {Promise<Hour | undefined>}
 */
export async function hourOf(id, pack) {
  const { all, undone } = await everything();
  const told = toldUpTo(pack);
  const plan = all.find(({ to }) => to === `/hours/${id}/plan`);
  const known = (pack.hours ?? []).find((one) => one.id === id);
  if (!plan && !known) return undefined;
  // The phone's own clock counts where the hour began on it.
  const hour = plan ? { ...planned(plan), worked: known?.worked ?? [] } : structuredClone(/** @type {Hour} */ (known));
  const fresh = (/** @type {Item} */ { state, position }) => state !== "sent" || (position ?? 0) > told;
  for (const item of all) if (!undone.has(item.id) && (fresh(item) || plan)) take(hour, item);
  const again = all.some((item) => item.to === `/hours/${id}/resumptions` && fresh(item));
  if (plan && !fresh(plan) && !known && !again) hour.ended ??= Infinity;
  takeBack(hour, all.filter(({ fields }) => fields["hour"] === id), undone);
  return hour;
}

/**
 * What was taken back on this phone alone: the server may have told of it as done.
 * @param {Hour} hour
 * @param {Item[]} steps
 * @param {Set<string | string[] | undefined>} undone
 */
function takeBack(hour, steps, undone) {
  const standing = steps.filter(({ id }) => !undone.has(id));
  const back = steps.filter(({ id, customer }) => undone.has(id) && standing.every((one) => one.customer !== customer));
  if (steps.length > standing.length) hour.no = standing.at(-1)?.fields["outcome"] === "said_no";
  hour.worked = hour.worked.filter((customer) => back.every((one) => one.customer !== customer));
}

/**
 * @param {Hour} hour
 * @param {number} now ms
 */
export function left({ at: begun, minutes, pauses }, now) {
  const paused = pauses.reduce((sum, [since, until]) => sum + Math.max((until ?? now) - since, 0), 0);
  return Math.min(Math.max(begun + minutes * A_MINUTE + paused - now, 0), minutes * A_MINUTE);
}

/**
 * What this phone noted in an hour and did not take back; `later`: other next dates for those who were tried.
 * @param {string} id
 */
export async function notedIn(id) {
  const { all, undone } = await everything();
  const steps = all.filter(({ id: item, fields }) => fields["hour"] === id && !undone.has(item));
  const later = all.filter(({ id: item, to, fields }) => to.endsWith("/next-dates") && !undone.has(item) && steps.some((one) => one.id === fields["of"]));
  return { steps, later };
}

/** @param {Hour} hour */
export const isPaused = ({ pauses }) => pauses.at(-1)?.[1] === null;

/**
 * Whether there is a card to work on: the time runs, or one was begun before it was over.
 * @param {Hour} hour
 * @param {number} now ms
 */
export function goesOn(hour, now) {
  if (hour.ended !== undefined) return false;
  if (left(hour, now) > 0) return true;
  const closed = hour.at + hour.minutes * A_MINUTE + hour.pauses.reduce((sum, [since, until]) => sum + ((until ?? since) - since), 0);
  return (hour.last ?? hour.at) < closed && now < closed + AT_HAND;
}
