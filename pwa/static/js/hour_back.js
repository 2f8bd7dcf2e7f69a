/** What came of an hour, as far as this phone noted it itself? The look-back of the server, without what others know. */
import { left, notedIn } from "./hour_state.js";
import { part } from "./parts.js";

/** @typedef {import("./db.js").Item} Item */
/** @typedef {import("./hour_state.js").Hour} Hour */

const FORGOTTEN = 12 * 60 * 60_000; // ms: whoever stopped for longer does not come back to that hour

/** @param {string} name of a part that holds nothing but words */
const words = (name) => part(name)[0]?.textContent ?? "";

/**
 * The reasons, each with how often, the first one given first.
 * @param {Item[]} skipped
 */
function reasons(skipped) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (const { fields } of skipped) {
    const why = words(`skipped-${fields["why"] ?? ""}`);
    if (why) counted.set(why, (counted.get(why) ?? 0) + 1);
  }
  return [...counted].map(([why, many]) => `${why}${many > 1 ? ` ${many}` : ""}`).join(", ");
}

/**
 * Whose last word on a next date was a day that somebody picked.
 * @param {Item[]} tried
 * @param {Item[]} later
 */
function dates(tried, later) {
  const picked = new Map(tried.map(({ id, fields }) => [id, fields["next_on"] ?? ""]));
  for (const { fields } of later) if (picked.has(String(fields["of"]))) picked.set(String(fields["of"]), fields["next_on"] ?? "");
  return [...picked.values()].filter((day) => day && day !== "rest").length;
}

/**
 * @param {Hour} hour
 * @returns {Promise<Element[]>}
 */
export async function lookBack(hour) {
  const { steps, later } = await notedIn(hour.id);
  const tried = steps.filter(({ to }) => to.endsWith("/contact-attempts"));
  const skipped = steps.filter(({ to }) => to.endsWith("/put-offs"));
  const page = part("hour-over", { item: hour.id });
  const reached = (page[0]?.getAttribute("data-reached") ?? "").split(" ");
  /** @param {(outcome: string) => boolean} test */
  const count = (test) => tried.filter(({ fields }) => test(String(fields["outcome"]))).length;
  const elsewhere = hour.worked.length - new Set(steps.map(({ customer }) => customer)).size;
  const why = reasons(skipped);
  /** @type {Record<string, string | number>} */
  const told = {
    wanted: hour.goal ?? "",
    cards: `${hour.worked.length} of ${hour.cards} planned`,
    time: time(hour),
    reached: count((outcome) => reached.includes(outcome)),
    unanswered: count((outcome) => outcome !== "sent" && !reached.includes(outcome)),
    yes: count((outcome) => outcome === "ordered"),
    no: count((outcome) => outcome === "said_no"),
    skipped: `${skipped.length}${why ? `: ${why}` : ""}`,
    dates: dates(tried, later),
    elsewhere: elsewhere > 0 ? String(elsewhere) : "",
  };
  for (const place of page[0]?.querySelectorAll("[data-told]") ?? []) {
    const found = String(told[place.getAttribute("data-told") ?? ""] ?? "");
    place.textContent = found;
    if (!found) place.closest("p")?.remove();
  }
  if (!hour.ended || Date.now() - hour.ended > FORGOTTEN || !left(hour, hour.ended) || hour.worked.length >= hour.cards) page[0]?.querySelector("[data-may-go-on]")?.remove();
  return page;
}

/** @param {Hour} hour */
function time(hour) {
  const done = hour.worked.length >= hour.cards ? hour.last : undefined;
  const until = Math.min(hour.ended ?? Infinity, done ?? Infinity, Date.now());
  const minutes = Math.round(hour.minutes - left(hour, until) / 60_000);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"} of ${hour.minutes} planned`;
}
