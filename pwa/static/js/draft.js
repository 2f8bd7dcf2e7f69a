/** Where is what I was typing when the phone rang? */
import { taken } from "./answers.js";
import { person } from "./db.js";

const PREFIX = `encore.draft.${person()}.`;
const SENT = "encore.sent";

/** @param {ParentNode} [within] */
const areas = (within = document) =>
  Array.from(within.querySelectorAll("textarea[data-draft]")).filter((area) => area instanceof HTMLTextAreaElement);

/** @param {HTMLTextAreaElement} area */
const key = (area) => PREFIX + area.dataset.draft;

function restore() {
  for (const area of areas()) {
    if (!area.value) area.value = localStorage.getItem(key(area)) ?? "";
  }
}

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLTextAreaElement) || target.dataset.draft === undefined) return;
  if (target.value) localStorage.setItem(key(target), target.value);
  else localStorage.removeItem(key(target));
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (taken(ctx)) for (const area of areas(ctx.sourceElement)) localStorage.removeItem(key(area));
});

// A plain form leaves the page: the draft goes once the next page says that it was saved.
document.addEventListener("submit", ({ target }) => {
  const [area] = target instanceof HTMLFormElement ? areas(target) : [];
  if (area) sessionStorage.setItem(SENT, key(area));
});

document.addEventListener("htmx:after:swap", restore);
const sent = sessionStorage.getItem(SENT);
if (sent && document.querySelector("[data-saved]")) localStorage.removeItem(sent);
sessionStorage.removeItem(SENT);
restore();
