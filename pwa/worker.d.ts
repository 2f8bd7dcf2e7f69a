/** What does a service worker find in its scope, as far as ours use it? */

/** Of the shell; both are written in front of the script by backend/web/assets.py. */
declare const VERSION: string;
/** Addresses of what every page needs. */
declare const SHELL: string[];

interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
  request: Request;
  data: { stored?: string } | undefined;
}

interface WorkerScope {
  addEventListener(type: "install" | "activate" | "fetch" | "message" | "sync", hear: (event: WorkerEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: ServiceWorkerRegistration;
}
