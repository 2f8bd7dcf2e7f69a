/** How does one learn that something is being saved, was saved, or was refused? */
import { notes, taken } from "./answers.js";

/** @param {"saved" | "saving" | "unsaved"} state */
function show(state) {
  document.querySelector("[data-state]")?.setAttribute("data-state", state);
}

/**
 * @param {Element} source
 * @returns {Element | null} where this form, this sheet or else the page says what is wrong
 */
function place(source) {
  const near = source.closest("form") ?? source.closest("dialog");
  return near?.querySelector("[data-problem]") ?? document.querySelector("[data-trouble]");
}

/**
 * @param {Element | null} slot
 * @param {"unreachable" | "failed"} which
 */
function explain(slot, which) {
  const words = document.querySelector(`template[data-words="${which}"]`);
  if (slot && words instanceof HTMLTemplateElement) slot.replaceChildren(words.content.cloneNode(true));
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  for (const slot of document.querySelectorAll("[data-problem], [data-trouble]")) slot.replaceChildren();
  if (notes(ctx)) show("saving");
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (taken(ctx)) show("saved");
});

// A refusal never replaces the form: what was typed stays, the sentence is put beside it.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (notes(ctx)) show("unsaved");
  Object.assign(ctx, { target: place(ctx.sourceElement), swap: "innerHTML", select: "[data-sentence]" });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if ((ctx.response?.status ?? 0) < 400 || !(ctx.target instanceof Element)) return;
  if (!ctx.target.hasChildNodes()) explain(ctx.target, "failed");
  ctx.target.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx || ctx.response) return;
  if (notes(ctx)) show("unsaved");
  explain(place(ctx.sourceElement), "unreachable");
});
