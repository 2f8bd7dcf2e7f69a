/** Where is the firm that is being set up? What this device knows is proposed, and what somebody chose stays. */

/** @type {Set<HTMLSelectElement>} those that somebody has chosen from */
const chosen = new Set();
const form = document.querySelector("form[data-guess]");

/**
 * @param {string} name
 * @returns {HTMLSelectElement | null}
 */
function field(name) {
  const found = form?.querySelector(`select[name="${name}"]`);
  return found instanceof HTMLSelectElement ? found : null;
}

/**
 * @param {string} name
 * @param {string | undefined} value
 */
function propose(name, value) {
  const select = field(name);
  if (!select || value === undefined || chosen.has(select)) return;
  const option = Array.from(select.options).find((one) => one.value === value || one.dataset.also?.split(" ").includes(value));
  if (option) select.value = option.value;
}

/** What goes with the time zone, and then with the country. */
function follow() {
  propose("country", field("time_zone")?.selectedOptions[0]?.dataset.country || undefined);
  // Of a country whose money cannot be chosen it is "", which is better than another country's.
  propose("currency", field("country")?.selectedOptions[0]?.dataset.currency);
}

form?.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLSelectElement)) return;
  chosen.add(target);
  follow();
});

if (form) {
  propose("time_zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  follow();
}
