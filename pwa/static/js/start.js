/** When does this phone look whether there is something to send, and to fetch? */
import { person } from "./db.js";
import { flush } from "./flush.js";
import { refresh } from "./pack.js";
import { show } from "./status.js";
import { arrive } from "./whose.js";

async function work() {
  await flush();
  await refresh();
}

async function begin() {
  await arrive();
  await show();
  const registering = navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  await flush();
  const registration = await registering;
  await refresh();
  // Chromium's own retry, with no page open; other browsers send at the next start.
  await Object(registration).sync?.register("encore-flush").catch(() => undefined);
}

if (window.isSecureContext && person()) {
  window.addEventListener("online", work);
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) work(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") work(); });
  begin();
}
