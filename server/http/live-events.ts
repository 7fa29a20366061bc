import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import type { Executor } from "#db/client.ts";
import type { LiveMessage } from "#db/invalidation.ts";
import { findDiscussionId } from "#features/articles/queries.ts";
import { listCommentsSince } from "#features/comments/queries.ts";
import { commentPath, liveTopic } from "#features/comments/rules.ts";
import { findMovedSlug } from "#features/redirects/queries.ts";
import { log } from "#lib/log/log.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { LiveMessageListener } from "../page-cache/change-log-reader.ts";
import { clientAddress } from "./guard/client-address.ts";
import type { Middleware } from "./page-server.ts";

/** Open streams of this process; `npm run bench` measures what one costs. */
const maxStreams = 10_000;
/** Open streams of one network: an office behind one address fits, one machine cannot take all slots. */
const maxStreamsPerClient = 100;
/**
 * Requests of one network: each reads up to a hundred comments. A page makes one or two, up to ten after a long absence.
 * Twice as many as `/api/me` allows, because every page of a discussion asks.
 */
export const newCommentsPerNetwork = { name: "newComments", points: 1_200, seconds: 60 };
/** Less than the 60 s after which most proxies, and this server, close a silent connection (ms). */
const heartbeatIntervalMs = 20_000;
/** A reader with this many unread bytes is not reading. */
const maxUnsentBytes = 64 * 1024;
/**
 * The delay after which a browser reconnects automatically (ms), and its variation: a thousand disconnected readers do
 * not reconnect simultaneously.
 */
const reconnectDelayMs = { min: 1_000, spread: 4_000 };

interface LiveStream {
  res: ServerResponse;
  client: string;
}

const streamPath = "/api/live";
/** The comments after `since` once, for readers who go through what is new on several pages. Takes a slot as a stream does. */
const listPath = "/api/new-comments";

/**
 * `/api/live?article=SLUG`: the new comments of an article as server-sent events. They are served here instead of by
 * Next, because a waiting stream then costs a socket and little else. `since` (the newest comment that the page knew)
 * or Last-Event-ID says where the reader stopped. `/api/new-comments?article=SLUG&since=ID` lists them once, as JSON.
 */
export class LiveStreams implements LiveMessageListener {
  readonly #topics = new Map<string, Set<LiveStream>>();
  readonly #clients = new Map<string, number>();
  /** Recently requested slugs: a thousand readers of one article cost one query. */
  readonly #articles = new LRUCache<string, number>({ max: 1_000, ttl: 60_000 });
  readonly #db: Executor;
  readonly #trustProxy: number;
  readonly #limits: { streams: number; perClient: number };
  readonly #heartbeat: NodeJS.Timeout;
  readonly #whileOpen: (() => void) | undefined;
  #count = 0;
  #closing = false;

  constructor(
    db: Executor,
    options: {
      trustProxy: number;
      maxStreams?: number;
      maxPerClient?: number;
      heartbeatMs?: number;
      /** Called when a stream opens and with each heartbeat while one is open: its reader may be writing a comment. */
      whileOpen?: () => void;
    },
  ) {
    this.#db = db;
    this.#trustProxy = options.trustProxy;
    this.#limits = {
      streams: options.maxStreams ?? maxStreams,
      perClient: options.maxPerClient ?? maxStreamsPerClient,
    };
    this.#whileOpen = options.whileOpen;
    this.#heartbeat = setInterval(() => this.#sendHeartbeats(), options.heartbeatMs ?? heartbeatIntervalMs);
    this.#heartbeat.unref();
  }

  /** The number of open streams. */
  get open(): number {
    return this.#count;
  }

  readonly answer: Middleware = async (req, res) => {
    const { path, query } = splitAddress(req.url ?? "");
    if (path !== streamPath && path !== listPath) return false;
    if (req.method !== "GET") {
      sendError(res, 405, { Allow: "GET" });
      return true;
    }
    const client = clientAddress(req, this.#trustProxy);
    const ofClient = this.#clients.get(client) ?? 0;
    if (this.#closing || this.#count >= this.#limits.streams || ofClient >= this.#limits.perClient) {
      sendError(res, 503, { "Retry-After": "30", Connection: "close" });
      return true;
    }
    // The slot is acquired before any await: many requests at once must not pass the limit together.
    this.#count += 1;
    this.#clients.set(client, ofClient + 1);
    const stream = { res, client };
    let topic: string | undefined;
    res.once("close", () => this.#leave(stream, topic));
    const parameters = new URLSearchParams(query);
    try {
      const wait = await consumeLocalRateLimit(newCommentsPerNetwork, client);
      if (wait > 0) {
        sendError(res, 429, { "Retry-After": String(wait) });
        return true;
      }
      const article = await this.#articleOf(parameters.get("article") ?? "");
      if (res.destroyed) return true;
      if (article === undefined) {
        sendError(res, 404);
        return true;
      }
      if (path === listPath) {
        await this.#sendList(res, article, readId(parameters.get("since")));
        return true;
      }
      this.#whileOpen?.();
      topic = liveTopic(article);
      const readers = this.#topics.get(topic) ?? new Set();
      this.#topics.set(topic, readers.add(stream));
      res.writeHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        // nginx would buffer the events.
        "X-Accel-Buffering": "no",
      });
      res.write(`retry: ${reconnectDelayMs.min + Math.floor(Math.random() * reconnectDelayMs.spread)}\n\n`);
      const since = readLastSeenId(req, parameters);
      if (since !== undefined) await this.#catchUp(stream, topic, article, since);
    } catch (error) {
      log.error({ err: error }, "A stream of comments could not be opened.");
      if (res.headersSent) res.destroy();
      else sendError(res, 503, { "Retry-After": "30" });
    }
    return true;
  };

  /** Sends a comment to all readers of its article. Ignores messages that it cannot parse. */
  onMessage(payload: string): void {
    const message = readMessage(payload);
    const readers = message && this.#topics.get(message.topic);
    if (!readers) return;
    const event = Buffer.from(formatEvent(message));
    for (const stream of readers) write(stream, event);
  }

  /** Makes all readers reconnect where they stopped: the database knows what they missed. */
  onConnectionLost(): void {
    this.#endAll();
  }

  /** Closes all streams, and opens no more. */
  close(): void {
    this.#closing = true;
    clearInterval(this.#heartbeat);
    this.#endAll();
  }

  async #articleOf(slug: string): Promise<number | undefined> {
    if (slug === "" || slug.length > 200 || slug.includes("\0")) return undefined;
    const known = this.#articles.get(slug);
    if (known !== undefined) return known;
    // A page that was opened before its article moved asks with the former slug.
    const id =
      (await findDiscussionId(this.#db, slug)) ??
      (await findDiscussionId(this.#db, (await findMovedSlug(this.#db, slug)) ?? ""));
    if (id !== undefined) this.#articles.set(slug, id);
    return id;
  }

  /**
   * The stream is registered already, so nothing is missed in between; the page recognises a repeated event by its id.
   */
  async #catchUp(stream: LiveStream, topic: string, article: number, since: number): Promise<void> {
    for (const { id, thread, hasSeparatePage, slug } of await listCommentsSince(this.#db, article, since)) {
      write(stream, formatEvent({ topic, id, data: { id, address: commentPath(slug, thread, id, hasSeparatePage) } }));
    }
  }

  /** Sends the comments after `since`, by thread. */
  async #sendList(res: ServerResponse, article: number, since: number | undefined): Promise<void> {
    if (since === undefined) return sendError(res, 400);
    const listed = await listCommentsSince(this.#db, article, since);
    const comments = listed
      .toSorted((a, b) => a.thread - b.thread || a.id - b.id)
      .map(({ id, thread, hasSeparatePage, slug, by }) => {
        return { id, thread, address: commentPath(slug, thread, id, hasSeparatePage), by };
      });
    res.writeHead(200, { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" });
    res.end(JSON.stringify(comments));
  }

  #leave(stream: LiveStream, topic: string | undefined): void {
    this.#count -= 1;
    const remaining = (this.#clients.get(stream.client) ?? 1) - 1;
    if (remaining > 0) this.#clients.set(stream.client, remaining);
    else this.#clients.delete(stream.client);
    const readers = topic === undefined ? undefined : this.#topics.get(topic);
    readers?.delete(stream);
    if (topic !== undefined && readers?.size === 0) this.#topics.delete(topic);
  }

  #sendHeartbeats(): void {
    if (this.#count > 0) this.#whileOpen?.();
    for (const readers of this.#topics.values()) for (const stream of readers) write(stream, ":\n\n");
  }

  #endAll(): void {
    for (const readers of this.#topics.values()) for (const { res } of readers) res.end();
  }
}

function write({ res }: LiveStream, event: string | Buffer): void {
  if (res.destroyed || res.writableEnded) return;
  if (res.writableLength > maxUnsentBytes) res.destroy();
  else res.write(event);
}

function formatEvent({ id, data }: LiveMessage): string {
  return `id: ${id}\nevent: comment\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Where the reader stopped: the browser's Last-Event-ID comes before the page's `since`. */
function readLastSeenId(req: IncomingMessage, parameters: URLSearchParams): number | undefined {
  return readId(req.headers["last-event-id"] ?? parameters.get("since"));
}

function readId(value: string | string[] | null | undefined): number | undefined {
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

function readMessage(payload: string): LiveMessage | undefined {
  try {
    const message: unknown = JSON.parse(payload);
    if (typeof message !== "object" || message === null) return undefined;
    if (!("topic" in message && "id" in message && "data" in message)) return undefined;
    const { topic, id, data } = message;
    return typeof topic === "string" && typeof id === "number" ? { topic, id, data } : undefined;
  } catch {
    return undefined;
  }
}

function sendError(res: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", ...headers });
  res.end(`${status}\n`);
}
