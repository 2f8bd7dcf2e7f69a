/** What does a page show when there is no signal? Whatever its address says, made from what this phone keeps. */
import { askedTheTeam, everybody } from "./asked.js";
import { card } from "./card.js";
import { person } from "./db.js";
import { asOf, draw, place, quiet, start } from "./drawing.js";
import { dayOf, plan } from "./due.js";
import { rowsInto } from "./found.js";
import { hourPage } from "./hour_page.js";
import { isWork, unsent } from "./outbox.js";
import { pack } from "./pack.js";
import { isShell, part } from "./parts.js";
import { customerPage } from "./portrait.js";
import { says } from "./says.js";
import { day } from "./spelled.js";

/** @typedef {import("./due.js").Customer} Customer */
/** @typedef {import("./due.js").Pack} Pack */

const CUSTOMER = /^\/(?:customers|note)\/([0-9a-f-]{36})(?:$|\/.+\/new$)/;
const HOUR = /^\/(hour|hours\/[^/]+)$/;
const TODAY = ["/", "/queue"];
const AT_FIRST = 5; // cards: more than fit on a screen; the others follow once those are there

/**
 * @param {Pack} known
 * @param {Customer[]} all
 * @param {Customer[]} free
 */
async function today(known, all, free) {
  const { cards, waiting, done } = plan(known, all, dayOf());
  const say = await says();
  const noted = new Set((await unsent()).filter(isWork).map(({ customer }) => customer));
  const worked = done + cards.filter(({ customer: { id } }) => noted.has(id)).length;
  const under = part("progress", { one: day(new Date()) });
  const total = done + cards.length;
  const bar = under[0]?.querySelector("progress");
  if (bar) [bar.max, bar.value] = [total || 1, worked];
  const count = under[0]?.querySelector("span");
  if (count) count.textContent = `${worked} of ${total}`;
  /** @type {Map<number, Element | null | undefined>} */
  const lists = new Map();
  const lanes = [...new Set(cards.map(({ lane }) => lane))].flatMap((lane) => {
    const here = cards.filter((one) => one.lane === lane);
    const section = part(`lane-${lane}`, { one: `${here.length}${waiting[lane] ? ` · ${waiting[lane]} more could wait` : ""}` });
    lists.set(lane, section[0]?.querySelector(".cards"));
    lists.get(lane)?.replaceChildren();
    return section;
  });
  const nobody = part("empty", { one: "Nobody is due today", two: "Nobody of those whom this phone keeps." });
  /** @param {import("./due.js").Card[]} some */
  const put = (some) => { for (const one of some) lists.get(one.lane)?.append(...card(one, say)); };
  const asked = askedTheTeam(known, free);
  put(cards.slice(0, AT_FIRST));
  await draw("Today", [...asOf(known), ...quiet(known), ...(lanes.length || Object.keys(waiting).length ? part("hour-button") : []), ...asked, ...(lanes.length || asked.length ? lanes : nobody)], { under });
  await new Promise((drawn) => { requestAnimationFrame(() => setTimeout(drawn)); });
  put(cards.slice(AT_FIRST));
  await start();
}

/** @param {Pack} known */
async function list(known) {
  const note = location.pathname === "/note";
  await draw(note ? "Note" : "Customers", [...asOf(known), ...part("search", { one: note ? "note-row" : "row" })]);
  /** @type {HTMLInputElement | null | undefined} */
  const field = place("main")?.querySelector("[name=q]");
  field?.setAttribute("value", new URLSearchParams(location.search).get("q") ?? "");
  /** @type {HTMLElement | null} */
  const rows = document.querySelector("[data-found]");
  if (rows) await rowsInto(rows, field?.value ?? ""); // somebody may have begun to type
}

async function route() {
  const { pathname: path, search } = location;
  if (path === "/waiting") return;
  const [known, { mine: all, free }] = await Promise.all([pack(), everybody()]);
  const id = CUSTOMER.exec(path)?.[1];
  const one = id ? [...all, ...free].find((customer) => customer.id === id) : undefined;
  if (one) await customerPage(one, known, free.includes(one));
  else if (known && TODAY.includes(path)) await today(known, all, free);
  else if (known && HOUR.test(path)) await hourPage(known, all);
  else if (known && /^\/(customers(\/(enquiry\/)?new)?|note)$/.test(path)) await list(known);
  else return draw("No signal", part("signal"));
  if (path.endsWith("/new")) {
    // The page of a sheet, opened once: whoever closes it is not asked again.
    history.replaceState(null, "", one ? `/customers/${one.id}` : "/customers");
    await window.htmx.ajax("GET", path + search, { target: "[data-sheets]", swap: "innerHTML" });
  }
}

/** Draws anew, where somebody was taken out of the pool here, or given back: they stand in another place now. */
async function moved() {
  const shown = Array.from(document.querySelectorAll("form[action$='/owner']"), (form) => form.getAttribute("action")?.split("/")[2]);
  const today = TODAY.includes(location.pathname);
  if (!shown.length && !today) return;
  const { mine, free } = await everybody();
  const taken = mine.find(({ id }) => shown.includes(id));
  if (!taken && (!today || shown.length === free.length)) return;
  await route();
  const name = document.querySelector(`[data-card="${taken?.id}"] .card__name`);
  if (name instanceof HTMLElement) name.focus();
}

// On the way to another page: one that began anew just then would take the tap away. From a call, one comes back.
let leaving = false;

/** Whether somebody is in the middle of something: then the page stays as it is. */
const busy = () => leaving || location.pathname === "/waiting" || document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea");

if (isShell && window.isSecureContext && person()) {
  route();
  document.addEventListener("encore:pack", () => { if (!busy()) route(); });
  document.addEventListener("encore:outbox", () => {
    if (!HOUR.test(location.pathname)) moved();
    else if (location.pathname !== "/hour") route();
  });
  window.addEventListener("beforeunload", () => { leaving = true; });
  for (const over of ["focus", "pagehide"]) window.addEventListener(over, () => { leaving = false; });
  window.addEventListener("online", () => { if (!busy()) location.reload(); });
}
