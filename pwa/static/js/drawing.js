/** How does the page of this phone become another one: its heading, what stands in it, and of when that is? */
import { dayOf } from "./due.js";
import { part } from "./parts.js";
import { clock, day, weekday } from "./spelled.js";
import { show } from "./status.js";

/** @param {string} name */
export const place = (name) => document.querySelector(`[data-view="${name}"]`);

/** @param {import("./due.js").Pack} known */
export function asOf({ day: planned, heard_at: at }) {
  const heard = new Date(at);
  const when = heard.toDateString() === new Date().toDateString() ? clock(heard) : `${clock(heard)} on ${day(heard)}`;
  const old = planned < dayOf() ? ` Plan of ${weekday(new Date(`${planned}T12:00`))}.` : "";
  return part("notice", { one: `Without a signal: as of ${when}.${old}` });
}

/** @param {import("./due.js").Pack} known */
export function quiet({ quiet: [from = 24, until = 0] }) {
  const hour = new Date().getHours();
  return hour < until || hour >= from ? part("notice", { one: `Quiet hours until ${until}:00: calls wait.` }) : [];
}

/**
 * @param {string} title
 * @param {Element[]} main
 * @param {{heading?: Element[], under?: Element[]}} [more]
 */
export function draw(title, main, { heading, under = [] } = {}) {
  document.title = `${title} · Encore`;
  const plain = document.createElement("h1");
  plain.textContent = title;
  place("heading")?.replaceChildren(...(heading ?? [plain]));
  place("under")?.replaceChildren(...under);
  // What somebody opened stays open when the page is drawn anew.
  const opened = new Set(Array.from(document.querySelectorAll("main details[open] > summary"), ({ textContent }) => textContent));
  place("main")?.replaceChildren(...main);
  for (const summary of document.querySelectorAll("main summary")) if (opened.has(summary.textContent)) summary.parentElement?.toggleAttribute("open", true);
  for (const tab of document.querySelectorAll("a.tab")) {
    const href = tab.getAttribute("href") ?? "";
    const here = location.pathname === href || location.pathname.startsWith(`${href}/`) || (href === "/queue" && /^\/($|hour)/.test(location.pathname));
    tab.classList.toggle("tab--here", here);
    if (here) tab.setAttribute("aria-current", "page");
  }
  return start();
}

/** What was put into the page answers to taps, and says what waits. */
export function start() {
  const content = place("main");
  if (content) window.htmx.process(content);
  return show();
}

/**
 * @param {Element | null} box
 * @param {string[]} lines
 */
export function spans(box, lines) {
  box?.replaceChildren(...lines.flatMap((line) => {
    const span = document.createElement("span");
    span.textContent = line;
    return [span, " "];
  }));
}
