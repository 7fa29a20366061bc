import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import type { Executor } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { type Suggestions, searchPath } from "#features/search/suggestions/rules.ts";
import { suggest } from "#features/search/suggestions/suggest.ts";
import { maxTypedLength, readTypedText, type TypedText } from "#features/search/suggestions/typed-text.ts";
import { suggestionTags, VocabularyCache } from "#features/search/suggestions/vocabulary.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { searchWords } from "#lib/html/clean-text.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import { clientAddress } from "./guard/client-address.ts";
import { FairQueue } from "./guard/fair-queue.ts";
import { busyRetrySeconds, outageRetrySeconds } from "./guard/refusal.ts";
import type { Middleware } from "./page-server.ts";

const suggestPath = "/search/suggest";

/** Somebody types ten letters a second at most, and hundreds of people may share an address. Answers in memory are not counted. */
const perNetwork = { name: "suggestions", points: 6_000, seconds: 60 };
/** Searches at once: most of the pool's ten connections remain for pages and forms. */
const queueLimits = { maxRunning: 3, maxWaiting: 64, maxHoldMs: 10_000 };
/** Answers in memory, about 2 KB each. */
const maxAnswers = 3_000;
/** Counts and vocabulary change without an invalidation (ms). */
const answerAgeMs = 60_000;
/** A query string that is longer than 100 characters can be, encoded, is not parsed. */
const maxQueryString = 4_000;

const noSuggestions: Suggestions = { articles: [], terms: [], people: [] };

interface Answer {
  suggestions: Suggestions;
  /** The number of the invalidation log when it was read. */
  since: number;
  at: number;
}

type Outcome = { suggestions: Suggestions } | { status: 429 | 503; retryAfter: number };

/**
 * `/search/suggest?q=…`: titles, terms and people for what somebody types (docs/search.md), as JSON; with
 * `format=opensearch` as browsers' search fields read it. Served here, because a route of Next costs ten times as much.
 */
export function searchSuggestions(
  db: Executor,
  { trustProxy, siteUrl }: { trustProxy: number; siteUrl: string },
): Middleware {
  const vocabulary = new VocabularyCache(db);
  const answers = new LRUCache<string, Answer>({ max: maxAnswers });
  const queue = new FairQueue(queueLimits);
  /** Searches in progress by what was typed: a second request for the same waits for the first. */
  const pending = new Map<string, Promise<Outcome>>();

  return async (req, res) => {
    const { path, query } = splitAddress(req.url ?? "");
    if (path !== suggestPath) return false;
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.writeHead(405, { Allow: "GET, HEAD", "Content-Length": "0" }).end();
      return true;
    }
    const parameters = new URLSearchParams(query.length > maxQueryString ? "" : query);
    const typed = readTypedText(parameters.get("q") ?? undefined);
    const outcome = typed ? await answer(req, typed) : { suggestions: noSuggestions };
    if (res.destroyed) return true;
    const isOpenSearch = parameters.get("format") === "opensearch";
    const written = searchWords(parameters.get("q") ?? undefined, maxTypedLength);
    send(req, res, outcome, isOpenSearch ? (found) => toOpenSearch(found, written, siteUrl) : undefined);
    return true;
  };

  async function answer(req: IncomingMessage, typed: TypedText): Promise<Outcome> {
    const known = answers.get(typed.text);
    if (known && isFresh(known)) return known;
    const network = clientAddress(req, trustProxy);
    const wait = await consumeLocalRateLimit(perNetwork, network);
    if (wait > 0) return { status: 429, retryAfter: wait };
    let search = pending.get(typed.text);
    if (!search) {
      search = searchInTurn(network, typed).finally(() => pending.delete(typed.text));
      pending.set(typed.text, search);
    }
    const outcome = await search;
    // The last answer, unless something that it may show was removed.
    if ("status" in outcome && known && !invalidations.hasRemovalSince(suggestionTags, known.since)) return known;
    return outcome;
  }

  async function searchInTurn(network: string, typed: TypedText): Promise<Outcome> {
    const leave = await queue.enter(network);
    if (!leave) return { status: 503, retryAfter: busyRetrySeconds };
    try {
      const since = invalidations.sequence;
      const suggestions = await suggest(db, await vocabulary.get(), typed);
      if (!suggestions) return { status: 503, retryAfter: busyRetrySeconds };
      answers.set(typed.text, { suggestions, since, at: performance.now() });
      return { suggestions };
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      return { status: 503, retryAfter: outageRetrySeconds };
    } finally {
      leave();
    }
  }
}

const isFresh = ({ at, since }: Answer) =>
  performance.now() - at < answerAgeMs && !invalidations.isInvalidatedSince(suggestionTags, since);

/** The form of the OpenSearch suggestions extension: the query, completions, descriptions, addresses. */
function toOpenSearch({ articles, terms, people }: Suggestions, typed: string, siteUrl: string): string {
  const completions = [...terms, ...articles, ...people].map(({ text }) => text);
  const addresses = completions.map((text) => new URL(searchPath(text), siteUrl).href);
  return JSON.stringify([typed, completions, completions.map(() => ""), addresses]);
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  outcome: Outcome,
  convert: ((suggestions: Suggestions) => string) | undefined,
): void {
  const isFound = "suggestions" in outcome;
  const write = convert ?? JSON.stringify;
  const body = isFound ? write(outcome.suggestions) : JSON.stringify({ status: outcome.status });
  const headers: Record<string, string> = {
    "Content-Type": convert && isFound ? "application/x-suggestions+json; charset=utf-8" : "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    "X-Robots-Tag": "noindex",
    "Cache-Control": isFound ? "public, max-age=30" : "no-store",
  };
  if (!isFound) headers["Retry-After"] = String(outcome.retryAfter);
  res.writeHead(isFound ? 200 : outcome.status, headers).end(req.method === "HEAD" ? undefined : body);
}
