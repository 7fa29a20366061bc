import type { IncomingMessage, ServerResponse } from "node:http";
import { outageRetrySeconds, type SiteAppearance, sendRefusal } from "../http/guard/refusal.ts";
import type { RenderOutcome } from "./in-flight-renders.ts";
import { type PageKey, pageKey, type QueryRule, routerHeaders } from "./key.ts";
import { Pages, type PagesOptions } from "./pages.ts";
import { sendPage } from "./send-page.ts";

interface PageCacheOptions extends PagesOptions {
  rules: readonly QueryRule[];
  look(): SiteAppearance;
  /** The client's network. */
  networkOf(req: IncomingMessage): string;
}

/** A preview (Next's draft mode) is its editor's own. */
const previewCookie = /(?:^|;\s*)__prerender_bypass=/;

/** Somebody is signed in: they see at once what they have just added. */
const sessionCookie = /vigie_(?:session|hint)=/;

const isExact = ({ headers: { cookie } }: IncomingMessage) => cookie !== undefined && sessionCookie.test(cookie);

/** Forgotten all at once when there are more: ten thousand different addresses cost a key each, and no memory. */
const maxKeys = 2_000;

/** Seconds after which an overloaded site asks its clients to come back. */
const retryAfterSeconds = 2;

/** The page cache as the HTTP server uses it. */
export class PageCache {
  readonly pages: Pages;
  readonly #options: PageCacheOptions;
  /** Keys of addresses asked for lately: a page is asked for many times under few spellings. */
  readonly #keys = new Map<string, PageKey>();

  constructor(options: PageCacheOptions) {
    this.#options = options;
    this.pages = new Pages(options);
  }

  /** The key of a request whose answer may be shared, or undefined: other methods and previews pass by. A session passes in: no shared page depends on it. */
  keyOf(req: IncomingMessage): PageKey | undefined {
    if (req.method !== "GET" && req.method !== "HEAD") return undefined;
    const { cookie } = req.headers;
    if (cookie !== undefined && previewCookie.test(cookie)) return undefined;
    const url = req.url ?? "/";
    for (const name of routerHeaders)
      if (req.headers[name] !== undefined) return pageKey(url, req.headers, this.#options.rules);
    const known = this.#keys.get(url);
    if (known) return known;
    const key = pageKey(url, req.headers, this.#options.rules);
    if (this.#keys.size >= maxKeys) this.#keys.clear();
    if (key && url.length < 256) this.#keys.set(url, key);
    return key;
  }

  /** Answers from memory if it can. Costs microseconds, never waits. */
  answerNow(req: IncomingMessage, res: ServerResponse, key: PageKey): boolean {
    const state = this.#options.availability?.state ?? "up";
    const exact = isExact(req);
    const page = this.pages.find(key, exact);
    if (page && state === "up") {
      sendPage(req, res, page);
      return true;
    }
    if (state === "up" || (!page && state === "slow" && exact)) return false;
    return this.#answerStale(req, res, key);
  }

  /** Answers with the last finished page when no newer one can be made; false if there is none that may be shown. */
  #answerStale(req: IncomingMessage, res: ServerResponse, key: PageKey): boolean {
    const stale = this.pages.findStale(key);
    if (stale) sendPage(req, res, stale.page, stale.staleSeconds);
    return stale !== undefined;
  }

  /** Renders the page (or waits for who does) and answers; false if Next answers each client by itself here. */
  async answer(req: IncomingMessage, res: ServerResponse, key: PageKey): Promise<boolean> {
    if (this.pages.knownPrivate(key)) return false;
    // Whatever the reason: a page that was finished is better than none.
    const failed = (error: unknown): RenderOutcome => {
      if (this.pages.findStale(key)) return { kind: "failed" };
      throw error;
    };
    const outcome = await this.pages.load(key, isExact(req), this.#options.networkOf(req)).catch(failed);
    if (outcome.kind === "private") return false;
    if (res.destroyed) return true;
    if (outcome.kind === "shared") sendPage(req, res, outcome.page);
    else if (this.#answerStale(req, res, key)) return true;
    else if (outcome.kind === "busy")
      sendRefusal(req, res, 503, this.#options.look(), { retryAfter: retryAfterSeconds });
    else if (outcome.page) sendPage(req, res, outcome.page);
    else sendRefusal(req, res, 503, this.#options.look(), { retryAfter: outageRetrySeconds, outage: true });
    return true;
  }
}
