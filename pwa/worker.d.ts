/** What does a service worker find in its scope, as far as ours use it? */

/** Of the shell; both are written in front of the script by backend/web/assets.py. */
declare const VERSION: string;
/** Addresses of what every page needs. */
declare const SHELL: string[];

interface WorkerScope {
  addEventListener(
    type: "install" | "activate",
    hear: (event: Event & { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: ServiceWorkerRegistration;
}
