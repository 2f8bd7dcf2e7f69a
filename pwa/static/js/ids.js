/** Which id does each noted thing carry, so that a double tap or a retry is known as the same? */

const TWICE = 1_000; // ms: within them the same content is a second tap, and later a second note

/** @returns {string} a UUID of version 7: in the order of this device's clock */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const now = Date.now();
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return spelled(bytes);
}

/**
 * The id that belongs to another by a name (RFC 9562, version 5): the same on the server and on every phone.
 * @param {string} id
 * @param {string} name
 */
export async function idOf(id, name) {
  const space = Uint8Array.from(id.replaceAll("-", "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const digest = await crypto.subtle.digest("SHA-1", new Uint8Array([...space, ...new TextEncoder().encode(name)]));
  const bytes = new Uint8Array(digest).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return spelled(bytes);
}

/** @param {Uint8Array} bytes */
function spelled(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement}
 */
function idField(form) {
  const known = form.querySelector("input[data-id]");
  if (known instanceof HTMLInputElement) return known;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = form.dataset.once ?? "";
  field.toggleAttribute("data-id", true);
  form.append(field);
  return field;
}

/**
 * The same content keeps its id, other content gets a fresh one.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function stamp(form, submitter) {
  const field = idField(form);
  const content = new FormData(form, submitter);
  content.delete(field.name);
  const said = JSON.stringify(Array.from(content, ([name, value]) => [name, String(value)]));
  const again = Date.now() - Number(field.dataset["taken"] ?? Infinity) > TWICE;
  if (field.value && field.dataset["of"] === said && !again) return;
  field.value = freshId();
  field.dataset["of"] = said;
  delete field.dataset["taken"];
}

// Capturing, so that the id stands in the form before htmx reads it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-once")) return;
  if (form.hasAttribute("data-busy")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.dataset.once) stamp(form, event.submitter);
  form.toggleAttribute("data-busy", form.hasAttribute("hx-post"));
}, true);

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const { sourceElement: form, response } = ctx;
  form.removeAttribute("data-busy");
  if (response && response.status < 400) form.querySelector("input[data-id]")?.setAttribute("data-taken", String(Date.now()));
});
