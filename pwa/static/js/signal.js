/** Are notes kept without a signal? Not where the address is not private: browsers keep nothing there. */

const DISMISSED = "encore.insecure-read";

/** @param {Element} place */
function tell(place) {
  const words = document.querySelector('template[data-words="insecure"]');
  if (!(words instanceof HTMLTemplateElement)) return;
  place.replaceChildren(words.content.cloneNode(true));
  place.querySelector("button")?.addEventListener("click", () => {
    sessionStorage.setItem(DISMISSED, "yes");
    place.replaceChildren();
    const main = document.querySelector("main");
    if (main instanceof HTMLElement) main.focus();
  });
}

if (!window.isSecureContext && !sessionStorage.getItem(DISMISSED)) {
  for (const place of document.querySelectorAll("[data-insecure]")) tell(place);
}
