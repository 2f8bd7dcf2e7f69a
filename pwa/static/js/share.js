/** How do words get into the phone's own share sheet, where it has one, and without a signal into the sheet at all? */
import { read } from "./db.js";
import { dayOf, reasons } from "./due.js";
import { says } from "./says.js";

const READY = ["first", "referral", "large"]; // words of thanks that every firm has

/** @param {string} text as RFC 6068 asks: nothing stands for itself, and lines end as in a letter */
const escaped = (text) => encodeURIComponent(text.replace(/\r?\n/g, "\r\n"));

/**
 * @param {import("./due.js").Customer} to
 * @param {string} title
 * @param {string} words
 * @returns {Record<string, string>}
 */
const hrefs = ({ email, phone }, title, words) => ({
  email: `mailto:${encodeURIComponent(email ?? "").replaceAll("%40", "@")}?subject=${escaped(title)}&body=${escaped(words)}`,
  text: `sms:${encodeURIComponent((phone ?? "").replaceAll(" ", "")).replaceAll("%2B", "+")}?body=${escaped(words)}`,
});

/**
 * A sheet that was made for nobody: it gets the words for this customer, and keeps the ways that they want.
 * @param {HTMLElement} box where the words stand
 * @param {HTMLElement} sheet
 */
async function fill(box, sheet) {
  /** @type {[import("./due.js").Customer | undefined, Awaited<ReturnType<typeof says>>]} */
  const [to, say] = await Promise.all([read(["customers"], (customers) => customers.get(sheet.dataset["sheet"] ?? "")), says()]);
  const thanks = to && (reasons(to, dayOf())[0] ?? to).says;
  const found = to && say(to.id, box.dataset["fill"] || (thanks && READY.includes(thanks) ? thanks : READY[0]));
  if (!found) {
    for (const part of sheet.querySelectorAll("[data-sending]")) part.remove();
    return sheet.querySelector(found === null ? "[data-had]" : "[data-unknown]")?.removeAttribute("hidden");
  }
  const words = found.words.replaceAll("{name}", () => to.name ?? "friend");
  const [sends, asks] = [to.sends ?? [], to.asks ?? []];
  const by = found.thanks ? [...sends, ...asks] : sends;
  const title = sheet.querySelector(".sheet__title");
  if (title) title.textContent = found.title;
  box.textContent = words;
  for (const link of sheet.querySelectorAll("[data-way]")) {
    const way = link.getAttribute("data-way") ?? "";
    if (by.includes(way)) link.setAttribute("href", hrefs(to, found.title, words)[way] ?? "");
    else link.remove();
  }
  for (const link of sheet.querySelectorAll(".asks a")) {
    if (found.thanks || !asks.includes(link.getAttribute("href")?.split("=").pop() ?? "")) link.remove();
  }
  sheet.querySelector("[data-way]")?.classList.add("button--main");
  for (const form of sheet.querySelectorAll("form")) {
    if (!by.includes(form.querySelector("[name=channel]")?.getAttribute("value") ?? "")) form.remove();
  }
  for (const button of sheet.querySelectorAll("[data-copy]")) button.setAttribute("data-copy", words);
  for (const button of sheet.querySelectorAll("[data-share]")) {
    button.setAttribute("data-share", words);
    button.setAttribute("data-share-title", found.title);
  }
}

for (const box of document.querySelectorAll("[data-fill]")) {
  const sheet = box.closest("[data-sheet]");
  if (box instanceof HTMLElement && sheet instanceof HTMLElement) fill(box, sheet);
}

for (const button of document.querySelectorAll("[data-share][hidden]")) {
  if (!(button instanceof HTMLElement) || !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the share sheet changed their mind: nothing to say.
    navigator.share({ title: button.dataset["shareTitle"] ?? "", text: button.dataset["share"] ?? "" }).catch(() => {});
  });
}
