/** How does a number get from the screen into the telephone on the desk? */
import { say } from "./answers.js";

// A browser hands the clipboard to private addresses alone: elsewhere one marks the number oneself.
if (!window.isSecureContext) document.documentElement.toggleAttribute("data-no-clipboard", true);

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-copy]");
  if (!(button instanceof HTMLElement)) return;
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  const words = button.querySelector("[data-copy-words]");
  if (words) words.textContent = button.dataset.copied ?? "";
  say(button.dataset.copied ?? "");
});
