/** Where does one go on once an hour is planned? To its page, which this phone has if the server has not. */
import { pause } from "./answers.js";
import { flush } from "./flush.js";
import { unsent } from "./outbox.js";

const PATIENCE = 2_000; // ms
let going = false;

document.addEventListener("encore:outbox", async () => {
  const page = document.querySelector("[data-hour-plan]")?.getAttribute("data-hour-plan");
  if (!page || going || !(await unsent()).some(({ to }) => to === `${page}/plan`)) return;
  going = true;
  await Promise.race([flush(), pause(PATIENCE)]);
  // What the server refused is told on this page.
  const refused = (await unsent()).some(({ to, state }) => to === `${page}/plan` && state === "parked");
  if (refused) going = false;
  else location.assign(page);
});
