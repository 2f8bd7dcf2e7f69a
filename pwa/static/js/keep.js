/** How is a tap saved: on this phone first, and answered at once, whatever the network does? */
import { html, pause, say } from "./answers.js";
import { person } from "./db.js";
import { flush, listen } from "./flush.js";
import { idOf } from "./ids.js";
import { itemOf } from "./item.js";
import { add, discard, find, REGISTER } from "./outbox.js";
import { askToKeep } from "./persist.js";
import { wipe } from "./whose.js";

const PATIENCE = 2_000; // ms
const A_FRAME = 30; // ms: the answer is on the screen before anything is sent
/** @type {Set<string>} what was noted on this page */
const mine = new Set();
/** @type {Set<string>} new customers whose form waits for the answer, and says itself what stands in the way */
const asking = new Set();
let leaving = false; // whoever goes on to another page is asked on Waiting: here nobody would answer any more
for (const event of ["beforeunload", "focus"]) window.addEventListener(event, () => { leaving = event !== "focus"; });
let touching = false; // what a finger is on stays where it is until the tap is through, or two seconds
for (const event of ["pointerdown", "pointercancel", "click"]) window.addEventListener(event, () => { touching = event === "pointerdown"; }, true);
/** @type {Map<string, import("./outbox.js").Result>} */
const answers = new Map();

/**
 * @param {string} name of a template of the layout
 * @returns {HTMLElement}
 */
function words(name) {
  const template = document.querySelector(`template[data-words="${name}"]`);
  const box = document.createElement("div");
  if (template instanceof HTMLTemplateElement) box.append(template.content.cloneNode(true));
  box.querySelector(".bar")?.toggleAttribute("data-saved", true);
  return box;
}

/**
 * The bar after a save, until that of the server takes its place.
 * @param {import("./db.js").Item} item
 */
function bar(item) {
  const box = words("kept");
  const said = box.querySelector("[data-kept-what]");
  if (said) said.textContent = `${item.whom}: ${item.what}`;
  const form = box.querySelector("form");
  const fact = form?.querySelector("input[name=fact_id]");
  if (!item.to.startsWith("/customers/") || item.to.endsWith("/undo")) form?.remove();
  else {
    for (const name of ["action", "hx-post"]) form?.setAttribute(name, `/customers/${item.customer}/undo`);
    form?.setAttribute("method", "post");
    fact?.setAttribute("value", item.id);
  }
  return box.innerHTML;
}

/** @param {import("./db.js").Item} item */
async function keep(item) {
  try {
    await add(item);
  } catch {
    return html(words("not-kept").innerHTML, 507);
  }
  mine.add(item.id);
  askToKeep();
  const sent = pause(A_FRAME).then(flush);
  if (item.fields["outcome"] === "complaint") askForWords(item);
  return item.to === REGISTER ? registered(item, sent) : html(bar(item));
}

/**
 * Of a visit with a complaint: the complaint is the second fact of it.
 * @param {import("./db.js").Item} item
 */
async function askForWords({ id, customer }) {
  const path = `/customers/${customer}/notes/new?of=${await idOf(id, "1")}`;
  setTimeout(() => window.htmx.ajax("GET", path, { target: "[data-sheets]", swap: "innerHTML" }), 0);
}

/**
 * A new customer: their page, once the server has answered or will not soon; or who is on the list already.
 * @param {import("./db.js").Item} item
 * @param {Promise<void>} sent
 */
async function registered(item, sent) {
  asking.add(item.id);
  await Promise.race([sent, pause(PATIENCE)]);
  asking.delete(item.id);
  const now = await find(item.id);
  const answer = answers.get(item.id);
  if (now?.twin && answer?.html && !leaving) {
    await discard(now);
    return html(answer.html, 409);
  }
  const there = navigator.serviceWorker.controller || now?.state === "sent";
  const page = item.fields["leave"] ? "/queue?left=yes" : `/customers/${item.customer}?saved=${item.id}`;
  return html(bar(item), 200, there ? { "HX-Redirect": page } : {});
}

// Capturing: the form is read before the last refusal is cleared away, and with it perhaps the button that was tapped.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!window.isSecureContext || !person()) return;
  const { sourceElement: form, sourceEvent: event } = ctx;
  if (ctx.request.method === "GET" || !(form instanceof HTMLFormElement) || !form.hasAttribute("data-kept")) return;
  const submitter = event instanceof SubmitEvent ? event.submitter : null;
  const item = itemOf(form, new FormData(form, submitter), submitter);
  ctx.fetch = async () => keep(await item);
}, true);

// Also for what was noted before this page was opened: who was called may not stand there as due.
listen(() => location.pathname + location.search, async (answer) => {
  if (answer.wipe) return wipe();
  for (const result of answer.results) answers.set(result.id, result);
  const own = answer.results.filter(({ id }) => mine.delete(id));
  const refused = own.find(({ id, status, html }) => status === "refused" || (status === "conflict" && !(html && asking.has(id))));
  if (refused) return tellParked(refused.sentence ?? "");
  if (answer.page) await swap(answer.page);
});

/** @param {string} text */
async function swap(text) {
  for (let turns = 40; touching && turns; turns -= 1) await pause(50);
  const target = document.querySelector("[data-bar]");
  await window.htmx.swap({
    text, target, swap: "innerHTML", sourceElement: document.body, request: { method: "POST", action: "/sync" }, response: { status: 200 },
  });
}

/** @param {string} sentence */
async function tellParked(sentence) {
  const box = words("parked");
  const place = box.querySelector("[data-parked-sentence]");
  if (place) place.textContent = sentence;
  await swap(box.innerHTML);
  say(sentence);
}
