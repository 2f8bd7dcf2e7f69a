/** What does this phone know that is worth saying to somebody, and did they get it from here already? */
import { read } from "./db.js";

/**
 * @returns {Promise<(customer: string, key: string | null | undefined) => import("./due.js").Say | null | undefined>} null
 * where its sending was noted here and not undone
 */
export async function says() {
  /** @type {[Record<string, import("./due.js").Say> | undefined, import("./db.js").Item[]]} */
  const [known, noted] = await Promise.all([read(["meta"], (meta) => meta.get("say")), read(["outbox"], (outbox) => outbox.getAll())]);
  const undone = new Set(noted.filter(({ to }) => to.endsWith("/undo")).map(({ fields }) => fields["fact_id"]));
  const got = new Set(noted.filter(({ id }) => !undone.has(id)).map(({ customer, fields }) => `${customer} ${fields["item"]}`));
  return (customer, key) => (key && got.has(`${customer} ${key}`) ? null : known?.[key ?? ""]);
}
