/** How does the page of this phone become another one: its heading, what stands in it, and of when that is? */
import { dayOf } from "./due.js";
import { part } from "./parts.js";
import { show } from "./status.js";

/** @param {string} name */
export const place = (name) => document.querySelector(`[data-view="${name}"]`);

/**
 * @param {string | number | Date} at
 * @param {Intl.DateTimeFormatOptions} form
 */
export const said = (at, form) => new Date(at).toLocaleString("en-GB", form);
/** @param {string | Date} day */
export const dayInWords = (day) => said(day, { weekday: "short", day: "numeric", month: "long" }).replace(",", "");

/** @param {import("./due.js").Pack} known */
export function asOf({ day, heard_at: at }) {
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
export function draw(title, main, { heading, under = [] } = {}) {
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
