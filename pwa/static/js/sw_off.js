/** How does a phone lose all that works without a signal, but no note? `ENCORE_OFFLINE=off` serves this as /sw.js. */

const worker = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => { worker.skipWaiting(); });

// The database of notes is not touched: pages go on sending from there.
worker.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.delete(name))))
    .then(() => worker.clients.claim())
    .then(() => worker.registration.unregister()));
});
