/** How does one slide through the days of a customer? The date field beside it does the same without this script. */

const A_DAY = 86_400_000;
const PAUSE = 500; // ms: an arrow key held down is one wish, not thirty

/** @param {string} iso */
const day = (iso) => String(Date.parse(iso) / A_DAY);

/** @param {HTMLFormElement} form */
function ready(form) {
  const slide = form.querySelector("input[type=range]");
  const field = form.querySelector("input[type=date]");
  if (!(slide instanceof HTMLInputElement) || !(field instanceof HTMLInputElement)) return;
  [slide.min, slide.max, slide.value] = [day(field.min), day(field.max), day(field.value)];
  slide.toggleAttribute("data-ready", true);
  slide.setAttribute("aria-valuetext", field.value);
  let timer = 0;
  slide.addEventListener("input", () => {
    field.value = new Date(Number(slide.value) * A_DAY).toISOString().slice(0, 10);
    slide.setAttribute("aria-valuetext", field.value);
  });
  slide.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), PAUSE);
  });
}

for (const form of document.querySelectorAll("form[data-clock]")) if (form instanceof HTMLFormElement) ready(form);
