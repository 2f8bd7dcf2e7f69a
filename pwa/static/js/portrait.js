/** How is one customer drawn from what this phone keeps, with what was noted on it since? */
import { putActions, whyOf, worth } from "./card.js";
import { asOf, draw, spans } from "./drawing.js";
import { dayOf, reasons } from "./due.js";
import { nameOf } from "./found.js";
import { unsent } from "./outbox.js";
import { late, part } from "./parts.js";
import { says } from "./says.js";
import { moment } from "./spelled.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Due} Due */
/** @typedef {import("./due.js").Pack} Pack */

const ON_A_PAGE = 3;

/**
 * @param {Customer} one
 * @param {Pack | undefined} known
 * @param {boolean} free whether nobody looks after them yet
 */
export async function customerPage(one, known, free) {
  const due = reasons(one, dayOf());
  const words = { id: one.id, name: nameOf(one) };
  const main = part("customer", words);
  const [now, open, happened, more] = main;
  now?.querySelector("[data-whys]")?.replaceChildren(...whys(due));
  spans(now?.querySelector("[data-facts]") ?? null, one.lines);
  if (one.standing !== "gone") now?.querySelector("[data-actions]")?.before(...worth(one, due[0], await says()));
  if (now && one.standing !== "gone") putActions(now, one, due[0], ON_A_PAGE);
  if (free) now?.querySelector("[data-whys]")?.after(...part("take", words));
  if (one.open.length) open?.append(...one.open.flatMap(({ kind, id: item, what }) => part(kind, { ...words, item, one: what })));
  else open?.remove();
  const tags = more?.querySelector("form.chips");
  if (one.tags?.length) tags?.append(...one.tags.flatMap((tag) => part("tag", { one: tag })));
  else tags?.remove();
  if (one.standing !== "here") more?.querySelector("[data-plans]")?.remove();
  const waits = (await unsent()).filter(({ customer }) => customer === one.id).reverse();
  happened?.querySelector("[data-story]")?.append(
    ...waits.flatMap(({ noted_at: at, what }) => fact(words, { id: null, on: `${moment(new Date(at))}, on this phone`, by: null, what, words: null, undoable: false })),
    ...one.facts.flatMap((told) => fact(words, told)),
  );
  const shown = open?.parentElement || one.open.length ? main : main.filter((part) => part !== open);
  return draw(words.name, [...(known ? asOf(known) : []), ...shown], {
    heading: part("back"), under: part("who", { ...words, one: [one.place, one.phone].filter(Boolean).join(" · ") }),
  });
}

/** @param {Due[]} due */
function whys(due) {
  return (due.length ? due.map((one) => late(whyOf(one))) : [["Nothing is due today."]]).map((words, at) => {
    const line = document.createElement("p");
    line.className = at ? "portrait__further" : "card__why";
    line.append(...words);
    return line;
  });
}

/**
 * @param {import("./parts.js").Words} words
 * @param {Omit<import("./due.js").Fact, "id"> & {id: string | null}} told
 */
function fact(words, { id, on, by, what, words: free, undoable }) {
  const entry = part("fact", { ...words, item: id ?? "", one: [on, by].filter(Boolean).join(" · "), two: what });
  if (!id || free === null) entry[0]?.querySelector(".story__do > a")?.remove();
  if (!id || !undoable) entry[0]?.querySelector(".story__do > form")?.remove();
  return entry;
}
