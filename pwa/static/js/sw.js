/** What does this phone answer with when the network does not? Reading alone: what is noted goes its own way. */
import { actAs, read } from "./db.js";
import { flush } from "./flush.js";
import { of, unsent } from "./outbox.js";

/** @type {WorkerScope} */
const worker = Object(globalThis);
const ASSETS = "encore-assets-";
const PAGES = "encore-shell";
const PAGE = "/waiting";
const PATIENCE = 2_500; // ms

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** @param {Request} request */
async function assetFirst(request) {
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.startsWith("/assets/")) {
    const cache = await caches.open(ASSETS + VERSION);
    await cache.put(request, answer.clone());
  }
  return answer;
}

/** @param {Request} request */
const soon = async (request) => networkFirst(request, (await knowsMore(request).catch(() => false)) ? Promise.resolve() : pause(PATIENCE));

/** @param {Request} request */
const sometime = (request) => networkFirst(request);

/**
 * @param {Request} request
 * @param {Promise<unknown>} [patience]
 */
async function networkFirst(request, patience = new Promise(() => {})) {
  const { url, headers, referrer } = request;
  const network = fetch(url, { headers, referrer }).catch(() => undefined);
  const first = await Promise.race([network, patience]);
  if (first instanceof Response && !(await shouldStay(first, request))) return passed(first);
  const own = await caches.match(PAGE, { cacheName: PAGES, ignoreVary: true });
  if (own) return own;
  const last = first instanceof Response ? first : await network;
  return last ? passed(last) : Response.error();
}

/**
 * Whether the page of this phone serves better: the server is down, or asks to sign in while there is work to show, or
 * does not know a customer yet that was noted here.
 * @param {Response} answer
 * @param {Request} request
 */
async function shouldStay(answer, request) {
  const signIn = answer.redirected && new URL(answer.url).pathname === "/session/new";
  if (signIn || answer.status >= 502) return true;
  const customer = /^\/(?:customers|hours)\/([0-9a-f-]{36})$/.exec(new URL(request.url).pathname)?.[1];
  return answer.status === 404 && customer !== undefined && await notedHere(customer);
}

/** @param {string} customer */
async function notedHere(customer) {
  await act();
  return (await unsent()).some((item) => item.customer === customer);
}

/**
 * Whether something that was noted in a power hour waits: then this phone alone knows which card is next, if it knows
 * the hour. Where it keeps nothing, the network is asked as ever.
 * @param {Request} request
 */
async function knowsMore({ url }) {
  const hour = /^\/hours\/([0-9a-f-]{36})$/.exec(new URL(url).pathname)?.[1];
  if (!hour) return false;
  await act();
  const [known, sent, waiting] = await Promise.all([read(["meta"], (meta) => meta.get("pack")), of("sent"), of("waiting")]);
  const begun = known?.hours?.some((/** @type {{id: string}} */ { id }) => id === hour)
    || [...sent, ...waiting].some(({ to }) => to === `/hours/${hour}/plan`);
  return known && begun && waiting.some(({ customer, fields }) => hour === customer || hour === fields["hour"]);
}

/** In whose name? In that of whoever the page of this phone was made for. */
async function act() {
  const page = await caches.match(PAGE, { cacheName: PAGES, ignoreVary: true });
  actAs(/name="encore-person"\s+content="([^"]+)"/.exec(await page?.text() ?? "")?.[1] ?? "");
}

/**
 * A page may not be answered with what was redirected: the browser has to go there itself.
 * @param {Response} answer
 */
const passed = (answer) => (answer.redirected ? Response.redirect(answer.url, 303) : answer);

/** An update takes over at once; the files of before stay until this phone has its pages of now. */
async function install() {
  const cache = await caches.open(ASSETS + VERSION);
  await cache.addAll(SHELL);
  await worker.skipWaiting();
}

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(ASSETS) && name !== ASSETS + VERSION) await caches.delete(name);
  }
}

async function send() {
  await act();
  await flush();
}

/** What the page of this phone can show: for nothing else is a slow network given up. */
const DRAWN = /^\/(queue|waiting|note.*|hour|hours\/[^/]+|customers(\/[^/]+)?)?$/;

/** The first rule that fits counts; what none fits is the network's alone. */
const RULES = [
  { fits: (/** @type {URL} */ { pathname: path }) => /^\/(session|sync|sw\.js|set-up|invitations|imports|health|livez|readyz)/.test(path), answer: null },
  { fits: (/** @type {URL} */ { pathname: path }) => /^\/(assets|static)\//.test(path), answer: assetFirst },
  { fits: (/** @type {URL} */ { pathname: path }, /** @type {Request} */ { mode }) => mode === "navigate" && DRAWN.test(path), answer: soon },
  { fits: (/** @type {URL} */ _, /** @type {Request} */ { mode }) => mode === "navigate", answer: sometime },
];

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => {
  if (event.data?.stored === VERSION) event.waitUntil(tidy());
});
worker.addEventListener("sync", (event) => event.waitUntil(send()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const answer = RULES.find(({ fits }) => fits(url, request))?.answer;
  if (answer) event.respondWith(answer(request));
});
