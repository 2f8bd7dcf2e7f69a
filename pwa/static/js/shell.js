/** What does a page show when there is no signal? Whatever its address says, made from what this phone keeps. */
import { person } from "./db.js";
import { dayOf, plan, reasons } from "./due.js";
import { nameOf, rowsInto } from "./found.js";
import { unsent } from "./outbox.js";
import { customers, pack } from "./pack.js";
import { isShell, late, part } from "./parts.js";
import { show } from "./status.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Due} Due */
/** @typedef {import("./due.js").Pack} Pack */

const CUSTOMER = /^\/(?:customers|note)\/([0-9a-f-]{36})$/;
const RED = ["complaint", "leaving"];
const ON_A_CARD = 2;
const ON_A_PAGE = 3;

/** @param {string} name */
const place = (name) => document.querySelector(`[data-view="${name}"]`);

/**
 * @param {string | number | Date} at
 * @param {Intl.DateTimeFormatOptions} form
 */
const said = (at, form) => new Date(at).toLocaleString("en-GB", form);
/** @param {string | Date} day */
const dayInWords = (day) => said(day, { weekday: "short", day: "numeric", month: "long" }).replace(",", "");

/** @param {Pack} known */
function asOf({ day, heard_at: at }) {
  const clock = said(at, { hour: "2-digit", minute: "2-digit" });
  const same = new Date(at).toDateString() === new Date().toDateString();
  const when = same ? clock : `${clock} on ${dayInWords(new Date(at))}`;
  return part("notice", { one: `Without a signal: as of ${when}.${day < dayOf() ? ` Plan of ${said(day, { weekday: "long" })}.` : ""}` });
}

/**
 * @param {string} title
 * @param {Element[]} main
 * @param {{heading?: Element[], under?: Element[]}} [more]
 */
function draw(title, main, { heading, under = [] } = {}) {
  document.title = `${title} · Encore`;
  const plain = document.createElement("h1");
  plain.textContent = title;
  place("heading")?.replaceChildren(...(heading ?? [plain]));
  place("under")?.replaceChildren(...under);
  place("main")?.replaceChildren(...main);
  for (const tab of document.querySelectorAll("a.tab")) {
    const href = tab.getAttribute("href") ?? "";
    const here = location.pathname === href || location.pathname.startsWith(`${href}/`) || (location.pathname === "/" && href === "/queue");
    tab.classList.toggle("tab--here", here);
    if (here) tab.setAttribute("aria-current", "page");
  }
  const content = place("main");
  if (content) window.htmx.process(content);
  return show();
}

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
function putActions(within, one, top, most, more = []) {
  const { line, buttons } = actions(one, top, most);
  const box = document.createElement("div");
  box.className = "actions";
  box.append(...buttons, ...more);
  within.querySelector("[data-actions]")?.replaceWith(...line, box);
}

/** @param {import("./due.js").Card} card */
function card({ customer: one, reasons: [top, ...others] }) {
  const words = { id: one.id, name: nameOf(one) };
  const [item] = part("card", { ...words, one: one.place ?? "" });
  if (!item) return [];
  if (!one.place) item.querySelector(".card__place")?.remove();
  item.querySelector(".card__why")?.replaceChildren(...late(top?.why ?? ""));
  spans(item.querySelector(".card__facts"), one.lines);
  const tags = item.querySelector(".tags");
  tags?.replaceChildren(...(one.for ? [tag(one.for, "amber")] : []), ...others.map((due) => tag(due.tag, RED.includes(due.rule) ? "red" : due.lane === 1 ? "amber" : "")));
  if (!tags?.children.length) tags?.remove();
  putActions(item, one, top, ON_A_CARD, part("done", words));
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

/**
 * @param {Element | null} box
 * @param {string[]} lines
 */
function spans(box, lines) {
  box?.replaceChildren(...lines.flatMap((line) => {
    const span = document.createElement("span");
    span.textContent = line;
    return [span, " "];
  }));
}

/**
 * @param {Pack} known
 * @param {Customer[]} all
 */
async function today(known, all) {
  const { cards, waiting, done } = plan(known, all, dayOf());
  const noted = new Set((await unsent()).map(({ customer }) => customer));
  const worked = done + cards.filter(({ customer: { id } }) => noted.has(id)).length;
  const under = part("progress", { one: dayInWords(new Date()) });
  const total = done + cards.length;
  const bar = under[0]?.querySelector("progress");
  if (bar) [bar.max, bar.value] = [total || 1, worked];
  const count = under[0]?.querySelector("span");
  if (count) count.textContent = `${worked} of ${total}`;
  const lanes = [...new Set(cards.map(({ lane }) => lane))].flatMap((lane) => {
    const here = cards.filter((one) => one.lane === lane);
    const section = part(`lane-${lane}`, { one: `${here.length}${waiting[lane] ? ` · ${waiting[lane]} more could wait` : ""}` });
    section[0]?.querySelector(".cards")?.replaceChildren(...here.flatMap(card));
    return section;
  });
  const nobody = part("empty", { one: "Nobody is due today", two: "Nobody of those whom this phone keeps." });
  return draw("Today", [...asOf(known), ...quiet(known), ...(lanes.length ? lanes : nobody)], { under });
}

/** @param {Pack} known */
function quiet({ quiet: [from = 24, until = 0] }) {
  const hour = new Date().getHours();
  return hour < until || hour >= from ? part("notice", { one: `Quiet hours until ${until}:00: calls wait.` }) : [];
}

/** @param {Pack} known */
async function list(known) {
  const note = location.pathname === "/note";
  await draw(note ? "Note" : "Customers", [...asOf(known), ...part("search")]);
  const query = new URLSearchParams(location.search).get("q") ?? "";
  place("main")?.querySelector("[name=q]")?.setAttribute("value", query);
  const rows = document.querySelector("[data-found]");
  if (rows) await rowsInto(rows, query, note ? "note-row" : "row");
}

/**
 * @param {Customer} one
 * @param {Pack | undefined} known
 */
async function customerPage(one, known) {
  const due = reasons(one, dayOf());
  const words = { id: one.id, name: nameOf(one) };
  const main = part("customer", words);
  const [now, open, happened] = main;
  now?.querySelector("[data-whys]")?.replaceChildren(...whys(due));
  spans(now?.querySelector("[data-facts]") ?? null, one.lines);
  if (now && one.standing !== "gone") putActions(now, one, due[0], ON_A_PAGE);
  if (one.open.length) open?.append(...one.open.flatMap(({ kind, id: item, what }) => part(kind, { ...words, item, one: what })));
  else open?.remove();
  const waits = (await unsent()).filter(({ customer }) => customer === one.id).reverse();
  happened?.querySelector("[data-story]")?.append(
    ...waits.flatMap(({ noted_at: at, what }) => fact(words, { id: null, on: `${said(at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}, on this phone`, by: null, what, words: null, undoable: false })),
    ...one.facts.flatMap((told) => fact(words, told)),
  );
  const shown = open?.parentElement || one.open.length ? main : main.filter((part) => part !== open);
  return draw(words.name, [...(known ? asOf(known) : []), ...shown], {
    heading: part("back"), under: part("who", { ...words, one: [one.place, one.phone].filter(Boolean).join(" · ") }),
  });
}

/** @param {Due[]} due */
function whys(due) {
  return (due.length ? due.map(({ why }) => late(why)) : [["Nothing is due today."]]).map((words, at) => {
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

async function route() {
  const path = location.pathname;
  if (path === "/waiting") return;
  const [known, all] = await Promise.all([pack(), customers()]);
  const id = CUSTOMER.exec(path)?.[1];
  const one = id ? all.find((customer) => customer.id === id) : undefined;
  if (one) await customerPage(one, known);
  else if (known && ["/", "/queue"].includes(path)) await today(known, all);
  else if (known && ["/customers", "/note"].includes(path)) await list(known);
  else await draw("No signal", part("signal"));
}

if (isShell && window.isSecureContext && person()) {
  route();
  // The network is back: the page itself, unless somebody is in the middle of something.
  window.addEventListener("online", () => {
    if (location.pathname !== "/waiting" && !document.querySelector("dialog[open]")) location.reload();
  });
}
