/** Which moment of an hour stands there now? Read out and in the address, for the focus stays on the way to the next. */
import { say } from "./answers.js";

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const heading = ctx.request.method === "GET" && document.querySelector("[data-replay] h2");
  if (!heading) return;
  history.replaceState(null, "", ctx.request.action);
  say(heading.textContent ?? "");
});
