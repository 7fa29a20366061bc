import {
  addNotice,
  addPage,
  isArticlePath,
  isFilePath,
  keptLimits,
  listChecks,
  listUnusedFiles,
  mayBeKept,
  titleOf,
  withoutLateScripts,
  writeDate,
  writeList,
} from "./kept-pages.mjs";

/**
 * @typedef {import("./kept-pages.mjs").KeptPage} KeptPage
 * @typedef {{ id: string, url: string, visibilityState: string }} WindowClient
 * @typedef {Event & { waitUntil(work: Promise<unknown>): void }} ExtendableEvent
 * @typedef {ExtendableEvent & {
 *   request: Request, clientId: string, resultingClientId: string,
 *   preloadResponse: Promise<Response | undefined>, respondWith(response: Promise<Response>): void
 * }} FetchEvent
 * @typedef {ExtendableEvent & { data: unknown, source: WindowClient | null }} MessageEventOfClient
 * @typedef {object} WorkerScope What a service worker has, as far as this one uses it.
 * @property {{ get(id: string): Promise<WindowClient | undefined>, matchAll(): Promise<WindowClient[]>, claim(): Promise<void> }} clients
 * @property {{ unregister(): Promise<boolean>, navigationPreload?: { enable(): Promise<void> } }} registration
 * @property {() => Promise<void>} skipWaiting
 * @property {(type: string, listener: (event: never) => void) => void} addEventListener
 *
 * @typedef {object} WorkerConfig
 * @property {string} build Changes with the site's code.
 * @property {readonly string[]} privateAreas First path segments whose pages are never handled.
 * @property {string} locale
 * @property {string} zone
 * @property {{ notice: string, intro: string }} texts As HTML; `{date}` stands for the time at which a page was opened.
 */

const prefix = "vigie-offline-";
/** Of the format: kept articles outlive upgrades of the site. */
const pagesCacheName = `${prefix}pages-1`;
const indexPath = "/offline/index.json";
const offlinePath = "/offline";
/** Between two checks of what is kept (ms). */
const checkPauseMs = 60_000;
/** The page's own files are requested first (ms). */
const settleMs = 3_000;

/**
 * Whether a client is on the screen. A hidden client's article is kept once its reader uses it: the page then sends a message.
 * @param {WindowClient | undefined} client
 */
const isSeen = (client) => client?.visibilityState === "visible";

/**
 * The service worker of reader pages. It requests every page from the network and answers itself only if that fails: with
 * the article as it was last opened, or with the list of kept articles.
 * @param {WorkerScope} scope
 * @param {WorkerConfig} config
 */
export function startWorker(scope, config) {
  const shellCacheName = `${prefix}shell-${config.build}`;
  /** Clients whose page came from the cache. */
  const offlineClients = new Set();
  /** How many times all articles were dropped. An article that was opened before the last time is not stored. */
  let timesCleared = 0;
  /** @type {Promise<unknown>} */
  let lastChange = Promise.resolve();

  /**
   * Runs changes of the index one after the other.
   * @template T
   * @param {() => Promise<T>} change
   * @returns {Promise<T>}
   */
  const inTurn = (change) => {
    const done = lastChange.then(change, change);
    lastChange = done.catch(() => {});
    return done;
  };

  /** @returns {Promise<{ pages: KeptPage[], checkedAt: number }>} */
  async function readIndex() {
    const stored = await (await caches.open(pagesCacheName)).match(indexPath);
    return stored ? await stored.json() : { pages: [], checkedAt: 0 };
  }

  /** @param {{ pages: KeptPage[], checkedAt: number }} index */
  async function writeIndex(index) {
    const cache = await caches.open(pagesCacheName);
    await cache.put(
      indexPath,
      new Response(JSON.stringify(index), { headers: { "Content-Type": "application/json" } }),
    );
  }

  /**
   * @param {readonly KeptPage[]} kept
   * @param {readonly KeptPage[]} dropped
   */
  async function deleteContent(kept, dropped) {
    const cache = await caches.open(pagesCacheName);
    const gone = dropped.filter(({ path }) => !kept.some((page) => page.path === path)).map(({ path }) => path);
    await Promise.all([...gone, ...listUnusedFiles(kept, dropped)].map((address) => cache.delete(address)));
  }

  /**
   * Stores an article that was opened when `timesCleared` was `since`. If there is no room, the oldest ones are removed.
   * @param {string} path
   * @param {Response} response
   * @param {number} since
   */
  async function keepPage(path, response, since) {
    const html = await response.text();
    await inTurn(async () => {
      if (since !== timesCleared) return;
      const index = await readIndex();
      const files = index.pages.find((page) => page.path === path)?.files ?? [];
      const page = { path, title: titleOf(html), at: Date.now(), bytes: html.length, files };
      const headers = new Headers(response.headers);
      for (const name of ["content-encoding", "content-length"]) headers.delete(name);
      let { kept, dropped } = addPage(index.pages, page);
      const cache = await caches.open(pagesCacheName);
      for (;;) {
        await deleteContent(kept, dropped);
        try {
          await cache.put(path, new Response(html, { headers }));
          return await writeIndex({ ...index, pages: kept });
        } catch {
          // The browser's quota is used up.
          if (kept.length < 2) return await forget([path]);
          ({ kept, dropped } = { kept: kept.slice(0, -1), dropped: kept.slice(-1) });
        }
      }
    });
  }

  /**
   * Stores a file that an open article uses, from the browser's own cache if it is there.
   * @param {string} path
   * @param {string} address
   */
  async function keepFile(path, address) {
    const { pages } = await readIndex();
    const page = pages.find((one) => one.path === path);
    if (!page || page.files.includes(address) || page.files.length >= keptLimits.filesOfPage) return;
    const response = await fetch(address, { cache: "force-cache" });
    if (response.status !== 200 || response.type !== "basic") return;
    const body = await response.blob();
    await inTurn(async () => {
      const index = await readIndex();
      const own = index.pages.find((one) => one.path === path);
      if (!own || own.files.includes(address)) return;
      const isNew = !index.pages.some(({ files }) => files.includes(address));
      const added = { ...own, files: [...own.files, address], bytes: own.bytes + (isNew ? body.size : 0) };
      const others = index.pages.map((one) => (one === own ? added : one));
      const { kept, dropped } = addPage(
        others.filter((one) => one !== added),
        added,
      );
      if (!kept.includes(added)) return;
      const headers = new Headers(response.headers);
      for (const name of ["content-encoding", "content-length"]) headers.delete(name);
      try {
        if (isNew) await (await caches.open(pagesCacheName)).put(address, new Response(body, { headers }));
      } catch {
        return;
      }
      await deleteContent(kept, dropped);
      await writeIndex({ ...index, pages: kept.toSorted((one, other) => other.at - one.at) });
    });
  }

  /**
   * Drops articles with their files. Runs within a change of the index.
   * @param {readonly string[]} paths
   */
  async function forget(paths) {
    const index = await readIndex();
    const kept = index.pages.filter(({ path }) => !paths.includes(path));
    const dropped = index.pages.filter(({ path }) => paths.includes(path));
    await deleteContent(kept, dropped);
    await writeIndex({ ...index, pages: kept });
  }

  /** Drops all articles: the member who opened them has signed out. */
  async function forgetAll() {
    timesCleared += 1;
    await inTurn(async () => forget((await readIndex()).pages.map(({ path }) => path)));
  }

  /** Asks the site which of the kept articles it still has, and drops the others. A failure changes nothing. */
  async function checkKept() {
    const { pages, checkedAt } = await readIndex();
    if (Date.now() - checkedAt < checkPauseMs) return;
    const paths = await inTurn(async () => {
      const index = await readIndex();
      await writeIndex({ ...index, checkedAt: Date.now() });
      return pages;
    });
    for (const check of listChecks(paths)) {
      const response = await fetch(check.address, { cache: "no-store" });
      if (response.status !== 200) return;
      const { enabled, gone } = await response.json();
      if (enabled === false) return await remove();
      const known = new Set(gone);
      await inTurn(() => forget(check.paths.filter((path) => known.has(path.slice("/articles/".length)))));
    }
  }

  async function remove() {
    await Promise.all(
      (await caches.keys()).filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)),
    );
    await scope.registration.unregister();
  }

  async function cacheOfflinePage() {
    const response = await fetch(offlinePath, { cache: "reload" });
    if (!mayBeKept(response)) throw new Error(`The offline page was answered with ${response.status}.`);
    const html = withoutLateScripts(await response.text());
    const headers = new Headers(response.headers);
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    const cache = await caches.open(shellCacheName);
    await cache.put(offlinePath, new Response(html, { headers }));
    const fonts = [...html.matchAll(/href="(\/_next\/static\/media\/[\w.~-]+\.woff2)"/g)].map(([, href]) => href ?? "");
    await cache.addAll([...new Set(fonts)]);
  }

  /** @param {number} at */
  const formatDate = (at) => writeDate(at, config);

  /**
   * The answer to a navigation that the network could not answer.
   * @param {URL} url
   * @param {string} client
   */
  async function answerOffline(url, client) {
    offlineClients.add(client);
    const { pages } = await readIndex();
    const page = pages.find(({ path }) => path === url.pathname);
    const stored = page && (await (await caches.open(pagesCacheName)).match(page.path));
    if (stored) {
      const notice = config.texts.notice.replace("{date}", () => formatDate(page.at));
      return new Response(addNotice(await stored.text(), notice), { headers: stored.headers });
    }
    const shell = await (await caches.open(shellCacheName)).match(offlinePath);
    if (!shell) return Response.error();
    const html = writeList(await shell.text(), pages, formatDate, config.texts.intro);
    return new Response(html, { status: 503, headers: shell.headers });
  }

  /**
   * @param {FetchEvent} event
   * @param {URL} url
   */
  async function navigate(event, url) {
    let response;
    try {
      response = (await event.preloadResponse) ?? (await fetch(event.request));
    } catch {
      return await answerOffline(url, event.resultingClientId);
    }
    const copy = isArticlePath(url.pathname) && mayBeKept(response) ? response.clone() : undefined;
    event.waitUntil(afterNavigation(event, url, response, copy));
    return response;
  }

  /**
   * @param {FetchEvent} event
   * @param {URL} url
   * @param {Response} response
   * @param {Response | undefined} copy
   */
  async function afterNavigation({ resultingClientId }, url, response, copy) {
    const since = timesCleared;
    const isGone = response.type === "opaqueredirect" || response.status === 404 || response.status === 410;
    if (isArticlePath(url.pathname) && isGone) await inTurn(() => forget([url.pathname]));
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    // A prefetched page has no client before its reader opens it, and a prerendered page is hidden.
    if (copy && isSeen(await scope.clients.get(resultingClientId))) await keepPage(url.pathname, copy, since);
    await checkKept();
  }

  /**
   * Keeps the article that a client shows, if it came without this worker (prefetched, or opened before), and its files.
   * @param {WindowClient | undefined} client
   * @param {readonly string[]} addresses
   */
  async function keepClient(client, addresses) {
    const since = timesCleared;
    const path = new URL(client?.url ?? "about:blank").pathname;
    if (!isArticlePath(path) || offlineClients.has(client?.id)) return;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const { pages } = await readIndex();
    if (!pages.some((page) => page.path === path)) {
      const response = await fetch(path, { cache: "force-cache" });
      if (!mayBeKept(response)) return;
      await keepPage(path, response, since);
    }
    for (const address of addresses) await keepFile(path, address);
  }

  /** @param {Request} request */
  async function answerFile(request) {
    const { pathname, search } = new URL(request.url);
    const stored = await caches.match(pathname + search);
    return stored ?? (await fetch(request));
  }

  scope.addEventListener("install", (/** @type {ExtendableEvent} */ event) => {
    event.waitUntil(cacheOfflinePage().then(() => scope.skipWaiting()));
  });
  scope.addEventListener("activate", (/** @type {ExtendableEvent} */ event) => {
    const activate = async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
      const old = names.filter((name) => name !== pagesCacheName && name !== shellCacheName);
      await Promise.all(old.map((name) => caches.delete(name)));
      await scope.registration.navigationPreload?.enable();
      await scope.clients.claim();
    };
    event.waitUntil(activate());
  });
  scope.addEventListener("message", (/** @type {MessageEventOfClient} */ event) => {
    const { data, source } = event;
    if (data === "forget") return event.waitUntil(forgetAll());
    if (!Array.isArray(data) || !source) return;
    const addresses = data.slice(0, keptLimits.filesOfPage).flatMap((name) => {
      const url = new URL(String(name), location.href);
      return url.origin === location.origin && isFilePath(url.pathname) ? [url.pathname + url.search] : [];
    });
    event.waitUntil(keepClient(source, addresses));
  });
  scope.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate") {
      const [, area = ""] = url.pathname.split("/");
      if (!config.privateAreas.includes(area) && !url.pathname.includes(".")) event.respondWith(navigate(event, url));
    } else if (isFilePath(url.pathname)) {
      if (offlineClients.has(event.clientId) || !navigator.onLine) event.respondWith(answerFile(request));
      else
        event.waitUntil(
          scope.clients
            .get(event.clientId)
            .then((client) => (isSeen(client) ? keepClient(client, [url.pathname + url.search]) : undefined)),
        );
    }
  });
}
