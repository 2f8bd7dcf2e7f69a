/** When does a fetched sheet open, when does it close, and where does the focus go then? */
import { taken } from "./answers.js";

/** @param {Element} element */
const within = (element) => element.closest("dialog[data-sheet]");

// A sheet may be replaced by another: only what stands outside is worth going back to.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const source = ctx.sourceElement;
  if (ctx.target !== document.querySelector("[data-sheets]") || source === document.body || within(source)) return;
  document.querySelector("[data-opener]")?.removeAttribute("data-opener");
  source.toggleAttribute("data-opener", true);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const from = within(ctx.sourceElement);
  if (taken(ctx) && from instanceof HTMLDialogElement) from.close("saved");
  for (const dialog of document.querySelectorAll("[data-sheets] dialog[data-sheet]:not([open])")) {
    if (!(dialog instanceof HTMLDialogElement) || dialog.returnValue) continue;
    dialog.showModal();
    const first = dialog.querySelector("[autofocus], .sheet__title");
    if (first instanceof HTMLElement) first.focus();
  }
});

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const dialog = within(target);
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (target.closest("[data-close]")) {
    event.preventDefault();
    dialog.close("cancel");
  } else if (target === dialog && outside(dialog, event)) {
    dialog.close("left");
  }
});

/**
 * @param {Element} dialog
 * @param {MouseEvent} event
 */
function outside(dialog, event) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
}

// The event does not bubble, hence capturing.
document.addEventListener("close", (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return;
  event.target.remove();
  const opener = document.querySelector("[data-opener]");
  if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
}, true);
