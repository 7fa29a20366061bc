import type { IncomingMessage, ServerResponse } from "node:http";
import { type RefusalLook, refuse } from "#server/door/refusal.ts";
import { answerPage } from "./answer.ts";
import { type PageKey, pageKey, type QueryRule, routerHeaders } from "./key.ts";
import { Pages, type PagesOptions } from "./pages.ts";

export interface PageCacheOptions extends PagesOptions {
  rules: readonly QueryRule[];
  look(): RefusalLook;
  /** The client's network. */
  networkOf(req: IncomingMessage): string;
}

/** A preview (Next's draft mode) is its editor's own. */
const previewCookie = /(?:^|;\s*)__prerender_bypass=/;

/** Somebody is signed in: they see at once what they have just added. */
const sessionCookie = /vigie_(?:session|hint)=/;

const isExact = ({ headers: { cookie } }: IncomingMessage) => cookie !== undefined && sessionCookie.test(cookie);

/** Forgotten all at once when there are more: ten thousand different addresses cost a key each, and no memory. */
const mostKeys = 2_000;

/** Seconds after which an overloaded site asks its clients to come back. */
const retryAfter = 2;

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
    if (this.#keys.size >= mostKeys) this.#keys.clear();
    if (key && url.length < 256) this.#keys.set(url, key);
    return key;
  }

  /** Answers from memory if it can. Costs microseconds, never waits. */
  answerNow(req: IncomingMessage, res: ServerResponse, key: PageKey): boolean {
    const page = this.pages.find(key, isExact(req));
    if (page) answerPage(req, res, page);
    return page !== undefined;
  }

  /** Renders the page (or waits for who does) and answers; false if Next answers each client by itself here. */
  async answer(req: IncomingMessage, res: ServerResponse, key: PageKey): Promise<boolean> {
    if (this.pages.knownPrivate(key)) return false;
    const outcome = await this.pages.load(key, isExact(req), this.#options.networkOf(req));
    if (outcome.kind === "private") return false;
    if (res.destroyed) return true;
    if (outcome.kind === "busy") refuse(req, res, 503, this.#options.look(), { retryAfter });
    else answerPage(req, res, outcome.page);
    return true;
  }
}
