import type { IncomingMessage, ServerResponse } from "node:http";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { EdgeHeaders } from "../edge/edge-headers.ts";
import { isPrefetch, refusePrefetch } from "../http/guard/prefetch.ts";
import { sendRedirect } from "../http/guard/redirect.ts";
import { busyRetrySeconds, outageRetrySeconds, type SiteAppearance, sendRefusal } from "../http/guard/refusal.ts";
import { AddressLookup } from "./address-lookup.ts";
import type { RenderOutcome } from "./in-flight-renders.ts";
import { type PageKey, pageKey, type QueryRule } from "./key.ts";
import type { AddressLookupResult } from "./known-addresses.ts";
import { notFoundRoute } from "./next/internals.ts";
import type { CachedPage } from "./page.ts";
import { Pages, type PagesOptions } from "./pages.ts";
import { sendPage } from "./send-page.ts";
import { carriesSession, isPersonalRequest, isSharedRoute } from "./shared-routes.ts";

interface PageCacheOptions extends PagesOptions {
  rules: readonly QueryRule[];
  appearance(): SiteAppearance;
  /** The client's network. */
  networkOf(req: IncomingMessage): string;
  /** Whether the request carries a valid session token. Members see additions immediately. */
  isMember(req: IncomingMessage): Promise<boolean>;
  /** Finds what the site has at an address (`PageKey.page`). */
  lookUpAddress(address: string): Promise<AddressLookupResult>;
  /** The cache in front of the site, if there is one. */
  edge?: Pick<EdgeHeaders, "permitPage"> | undefined;
}

/** The site's own 404 page. */
const notFoundKey: PageKey = {
  id: notFoundRoute,
  url: notFoundRoute,
  page: notFoundRoute,
  kind: "html",
  headers: {},
  hasFreeText: false,
};

/**
 * Searches of one network that are not in memory, of the site or of a discussion: each takes some thirty times as long as
 * a page in memory. Hundreds of people may share an address, and none of them reads ten pages of results a second.
 */
export const searchesPerNetwork = { name: "searches", points: 600, seconds: 60 };

/** Counts a page of results that is rendered for a network; returns the seconds to wait if there were too many. Other pages are not counted. */
async function countSearch({ hasFreeText }: PageKey, network: string): Promise<number> {
  return hasFreeText ? await consumeLocalRateLimit(searchesPerNetwork, network) : 0;
}

/** Maximum number of remembered keys; beyond it all are forgotten. */
const maxKeys = 2_000;

/** The page cache as the HTTP server uses it. */
export class PageCache {
  readonly pages: Pages;
  readonly #options: PageCacheOptions;
  /** Requests answered from memory, with an older page because no newer one could be rendered, and after a render. */
  readonly counts = { hits: 0, stale: 0, misses: 0 };
  readonly #addresses: AddressLookup;
  /** Keys of recently requested addresses: a page is requested many times under few spellings. */
  readonly #keys = new Map<string, PageKey>();

  constructor(options: PageCacheOptions) {
    this.#options = options;
    this.pages = new Pages(options);
    this.#addresses = new AddressLookup(options.lookUpAddress);
  }

  /**
   * The key of a request whose response may be shared; undefined for private pages and other methods. Of the shared
   * pages only the sign-in page is private for some requests.
   */
  keyOf(req: IncomingMessage): PageKey | undefined {
    if (req.method !== "GET" && req.method !== "HEAD") return undefined;
    const url = req.url ?? "/";
    const isForRouter = req.headers.rsc !== undefined;
    const known = isForRouter ? undefined : this.#keys.get(url);
    const key = known ?? pageKey(url, req.headers, this.#options.rules);
    if (!key || isPersonalRequest(key.page, req)) return undefined;
    if (known) return known;
    if (!isSharedRoute(key.page)) return undefined;
    if (isForRouter) return key;
    if (this.#keys.size >= maxKeys) this.#keys.clear();
    if (url.length < 256) this.#keys.set(url, key);
    return key;
  }

  /**
   * Answers from memory if possible. Takes microseconds and never waits, so it does not check sessions: with any session
   * cookie it sends only pages that lack no addition. Returns the bytes that are sent; undefined if there is no page.
   */
  answerNow(req: IncomingMessage, res: ServerResponse, key: PageKey): number | undefined {
    return this.#answerFromMemory(req, res, key, carriesSession(req.headers));
  }

  #answerFromMemory(req: IncomingMessage, res: ServerResponse, key: PageKey, exact: boolean): number | undefined {
    const state = this.#options.availability?.state ?? "up";
    const page = this.pages.find(key, exact);
    if (page && state === "up") {
      this.counts.hits += 1;
      return this.#send(req, res, key, page);
    }
    if (state === "up" || (!page && state === "slow" && exact)) return undefined;
    return this.#answerStale(req, res, key);
  }

  #send(req: IncomingMessage, res: ServerResponse, key: PageKey, page: CachedPage): number {
    this.#options.edge?.permitPage(req, res, key, page, () => this.pages.findValidity(key, page));
    return sendPage(req, res, page);
  }

  /** Sends the last finished page if no newer one can be rendered; returns undefined if none may be shown. */
  #answerStale(req: IncomingMessage, res: ServerResponse, key: PageKey): number | undefined {
    const stale = this.pages.findStale(key);
    if (!stale) return undefined;
    this.counts.stale += 1;
    return sendPage(req, res, stale.page, stale.staleSeconds);
  }

  /**
   * Renders the page (or waits for a running render) and sends it; returns false if Next answers each client separately
   * at this address.
   */
  async answer(req: IncomingMessage, res: ServerResponse, key: PageKey): Promise<boolean> {
    if (this.pages.knownPrivate(key)) return false;
    // With the cookie alone, anyone could cause a render for each addition.
    const exact = carriesSession(req.headers) && (await this.#options.isMember(req));
    if (carriesSession(req.headers) && !exact && this.#answerFromMemory(req, res, key, false) !== undefined)
      return true;
    const network = this.#options.networkOf(req);
    const found = this.pages.holds(key) ? "known" : await this.#addresses.find(key.page, network);
    if (found === "unknown") return this.#answer(req, res, notFoundKey, { network, exact });
    if (found === "known") return this.#answer(req, res, key, { network, exact });
    const appearance = this.#options.appearance();
    if (found === "busy") sendRefusal(req, res, 503, appearance, { retryAfter: busyRetrySeconds });
    else if ("movedTo" in found) sendRedirect(res, 308, found.movedTo, appearance);
    else sendRefusal(req, res, 410, appearance, { ...found.withdrawn, page: key.page });
    return true;
  }

  /**
   * Renders the page for one member, whose last change this process has not read, and sends it without keeping it.
   * Returns false if Next answers each client separately at this address.
   */
  async answerUncached(req: IncomingMessage, res: ServerResponse, key: PageKey): Promise<boolean> {
    const outcome = await this.pages.renderUncached(key, this.#options.networkOf(req));
    if (outcome.kind !== "shared") return this.answer(req, res, key);
    if (!res.destroyed) sendPage(req, res, outcome.page);
    return true;
  }

  /**
   * Renders a page again, which stores its data, because the data at `path` is missing. Anyone can make up such paths, so
   * a page in memory is rendered only if the path is that of its data, and any other page only if it exists.
   */
  async restoreData(path: string, page: string, network: string): Promise<void> {
    const key = pageKey(page, {}, this.#options.rules);
    if (!key || !isSharedRoute(key.page)) return;
    const finished = this.pages.find(key);
    if (finished && splitAddress(finished.dataAddress ?? "").path !== path) return;
    if (!this.pages.holds(key) && (await this.#addresses.find(key.page, network)) !== "known") return;
    if (!finished && (await countSearch(key, network)) > 0) return;
    await this.pages.load(key, false, network).catch(() => {});
  }

  /** The site's 404 page in memory, of any age, unless something on it was removed or changed since. */
  findNotFoundPage(): CachedPage | undefined {
    return this.pages.findStale(notFoundKey)?.page;
  }

  /** Renders the site's 404 page unless it is in memory; undefined if that failed. */
  async loadNotFoundPage(): Promise<CachedPage | undefined> {
    const finished = this.pages.find(notFoundKey);
    if (finished) return finished;
    const outcome = await this.pages.load(notFoundKey);
    return outcome.kind === "shared" ? outcome.page : undefined;
  }

  /** Renders the page of an address that was requested before, unless it is in memory, and makes its usual encodings. */
  async warm(address: string): Promise<void> {
    const key = pageKey(address, {}, this.#options.rules);
    if (!key || !isSharedRoute(key.page) || key.hasFreeText || this.pages.find(key)) return;
    if ((await this.#addresses.find(key.page, "")) !== "known") return;
    const outcome = await this.pages.load(key);
    if (outcome.kind === "shared") await Promise.all([outcome.page.variant("br"), outcome.page.variant("gzip")]);
  }

  /** Whether the site has nothing at an address (path and query) of a shared route. */
  async isUnknown(url: string, network: string): Promise<boolean> {
    const key = pageKey(url, {}, this.#options.rules);
    if (!key || this.pages.holds(key)) return false;
    return (await this.#addresses.find(key.page, network)) === "unknown";
  }

  async #answer(
    req: IncomingMessage,
    res: ServerResponse,
    key: PageKey,
    { network, exact }: { network: string; exact: boolean },
  ): Promise<boolean> {
    const finished = this.pages.find(key, exact);
    if (finished) {
      this.counts.hits += 1;
      this.#send(req, res, key, finished);
      return true;
    }
    const wait = await countSearch(key, network);
    if (wait > 0) {
      sendRefusal(req, res, 429, this.#options.appearance(), { retryAfter: wait });
      return true;
    }
    this.counts.misses += 1;
    // A finished page is better than none, whatever the failure.
    const failed = (error: unknown): RenderOutcome => {
      if (this.pages.findStale(key)) return { kind: "failed" };
      throw error;
    };
    const isSpeculative = isPrefetch(req);
    const outcome = await this.pages.load(key, exact, network, isSpeculative).catch(failed);
    if (outcome.kind === "private") return false;
    if (res.destroyed) return true;
    if (outcome.kind === "shared") this.#send(req, res, key, outcome.page);
    // The browser discards it and requests the page when the reader follows the link.
    else if (isSpeculative) refusePrefetch(req, res, this.#options.appearance());
    else if (this.#answerStale(req, res, key) !== undefined) return true;
    else if (outcome.kind === "busy")
      sendRefusal(req, res, 503, this.#options.appearance(), { retryAfter: busyRetrySeconds });
    // The page was refused where the frame of refusals is not known.
    else if (outcome.page?.status === 500) sendRefusal(req, res, 500, this.#options.appearance());
    else sendRefusal(req, res, 503, this.#options.appearance(), { retryAfter: outageRetrySeconds, outage: true });
    return true;
  }
}
