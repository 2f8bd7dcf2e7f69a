/** What happens when "A date" is opened? Without this script the field is there all the same. */

// The event does not bubble, hence capturing.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!(details instanceof HTMLDetailsElement) || !details.hasAttribute("data-dates") || !details.open) return;
  /** @type {HTMLElement | null} */
  const field = details.querySelector("input[type=date]");
  field?.focus();
}, true);
