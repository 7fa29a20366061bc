import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Executor } from "#db/client.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { clearedHintCookie } from "#features/auth/sessions/session-cookies.ts";
import { readSessionIdentity, type SessionIdentity } from "#features/auth/sessions/session-identity.ts";
import type { ViewerData } from "#features/auth/viewer-data.ts";
import type { FollowSubject } from "#features/follows/rules.ts";
import { findMovedSlug } from "#features/redirects/queries.ts";
import { noViewerData, readViewerData } from "#features/viewer-data/queries.ts";
import { articleParameter, subjectParameter } from "#features/viewer-data/schema.ts";
import { consumeLocalRateLimit, refundLocalRateLimit } from "#lib/rate-limit.ts";
import { splitAddress } from "#lib/split-address.ts";
import { chooseEncoding } from "../page-cache/encoding.ts";
import { clientAddress } from "./guard/client-address.ts";
import { FairConcurrencyLimit } from "./guard/fair-concurrency-limit.ts";
import { FairQueue } from "./guard/fair-queue.ts";
import { busyRetrySeconds, outageRetrySeconds } from "./guard/refusal.ts";
import type { Middleware } from "./page-server.ts";

const viewerDataPath = "/api/me";

/** A page makes one request, and nobody opens ten pages a second for a minute. Per member; signed out, per network. */
const rateLimit = { name: "own", points: 600, seconds: 60 };

export interface ViewerDataLimits {
  /** Requests that wait for the database or are running; beyond it the response is 503. */
  maxPending: number;
  /** Statements at once: most of the pool's ten connections remain for pages and forms. */
  maxRunning: number;
  /** How long a request waits for its turn (ms). The page can be read without its response. */
  maxWaitMs: number;
}

const viewerDataLimits: ViewerDataLimits = { maxPending: 256, maxRunning: 4, maxWaitMs: 10_000 };

/** Longer than any statement may take, so that a slow one keeps its place (ms). */
const maxHoldMs = 120_000;

/** In characters; a shorter response fits into one packet anyway. */
const minGzipLength = 1_200;

const compress = promisify(gzip);

type Outcome = { data: ViewerData } | { status: 400 | 404 } | { status: 429 | 503; retryAfter: number };

/**
 * `/api/me?article=SLUG`: the requesting member's own data on a page (docs/viewer-data.md); `viewer` is null without a
 * session. Served here, because a route of Next costs ten times as much.
 */
export function viewerDataEndpoint(
  db: Executor,
  { trustProxy, limits = viewerDataLimits }: { trustProxy: number; limits?: ViewerDataLimits },
): Middleware {
  const pending = new FairConcurrencyLimit(limits.maxPending);
  const queue = new FairQueue({ maxRunning: limits.maxRunning, maxHoldMs, maxWaiting: limits.maxPending });

  return async (req, res) => {
    const { path, query } = splitAddress(req.url ?? "");
    if (path !== viewerDataPath) return false;
    if (req.method !== "GET" && req.method !== "HEAD") {
      res.writeHead(405, { Allow: "GET, HEAD", "Content-Length": "0" }).end();
      return true;
    }
    const outcome = await answer(req, res, query);
    if (outcome && !res.destroyed) await send(req, res, outcome);
    return true;
  };

  /** Undefined if the client left meanwhile. */
  async function answer(req: IncomingMessage, res: ServerResponse, query: string): Promise<Outcome | undefined> {
    const parameters = new URLSearchParams(query);
    const [slug, ...moreSlugs] = parameters.getAll("article");
    const [named, ...moreSubjects] = parameters.getAll("subject");
    const subject = subjectParameter.safeParse(named);
    const isOne = moreSlugs.length === 0 && moreSubjects.length === 0;
    if (!isOne || !articleParameter.safeParse(slug).success || !subject.success) return { status: 400 };
    const session = await readSessionIdentity(req.headers.cookie);
    const network = clientAddress(req, trustProxy);
    const ofNetwork = `n:${network}`;
    const ofMember = session && `m:${session.memberId}`;
    const wait = await consumeLocalRateLimit(rateLimit, ofMember ?? ofNetwork);
    if (wait > 0) return { status: 429, retryAfter: wait };
    // A signed-out visitor's data needs neither a statement nor a turn.
    if (!session && slug === undefined) return { data: noViewerData };
    const outcome = await readInTurn(res, network, session, slug, subject.data);
    if (ofMember === undefined || (outcome && "data" in outcome && outcome.data.viewer)) return outcome;
    // The cookie of an ended session must not use up the member's own requests.
    await refundLocalRateLimit(rateLimit, ofMember);
    const waitOfNetwork = await consumeLocalRateLimit(rateLimit, ofNetwork);
    return waitOfNetwork > 0 ? { status: 429, retryAfter: waitOfNetwork } : outcome;
  }

  /** A page that was opened before its article moved asks with the former slug. */
  async function readOfMovedArticle(session: SessionIdentity | undefined, slug: string | undefined) {
    const moved = slug === undefined ? undefined : await findMovedSlug(db, slug);
    return moved === undefined ? undefined : await readViewerData(db, session, moved);
  }

  async function readInTurn(
    res: ServerResponse,
    network: string,
    session: SessionIdentity | undefined,
    slug: string | undefined,
    subject: FollowSubject | undefined,
  ): Promise<Outcome | undefined> {
    const release = pending.enter(network);
    if (!release) return { status: 503, retryAfter: busyRetrySeconds };
    const turn = queue.enter(network, session ? "member" : "other");
    const leave = turn instanceof Promise ? await turnWithin(turn, limits.maxWaitMs) : turn;
    if (!leave) {
      // It keeps its place until its turn comes, so that no more than `maxPending` ever wait.
      void Promise.resolve(turn).then((unused) => {
        unused?.();
        release();
      });
      return { status: 503, retryAfter: busyRetrySeconds };
    }
    try {
      if (res.destroyed) return undefined;
      const data = (await readViewerData(db, session, slug, subject)) ?? (await readOfMovedArticle(session, slug));
      return data ? { data } : { status: 404 };
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      return { status: 503, retryAfter: outageRetrySeconds };
    } finally {
      leave();
      release();
    }
  }
}

/** Waits for a turn; resolves to undefined if it has not come in time. */
async function turnWithin(turn: Promise<(() => void) | undefined>, ms: number): Promise<(() => void) | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms).unref();
  const leave = await Promise.race([turn, late]);
  clearTimeout(timer);
  return leave;
}

async function send(req: IncomingMessage, res: ServerResponse, outcome: Outcome): Promise<void> {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "Cache-Control": "private, no-store",
  };
  const status = "data" in outcome ? 200 : outcome.status;
  if ("data" in outcome) {
    // The session has ended: without the hint the browser's pages stop asking.
    const clearedHint = outcome.data.viewer ? undefined : clearedHintCookie(req.headers.cookie);
    if (clearedHint) headers["Set-Cookie"] = clearedHint;
  } else if ("retryAfter" in outcome) headers["Retry-After"] = String(outcome.retryAfter);
  const text = JSON.stringify("data" in outcome ? outcome.data : { status });
  // Node sends a string in one packet with the headers.
  let body: string | Buffer = text;
  if (text.length >= minGzipLength) {
    headers.Vary = "Accept-Encoding";
    if (chooseEncoding(req.headers["accept-encoding"], (encoding) => encoding !== "br") === "gzip") {
      headers["Content-Encoding"] = "gzip";
      body = await compress(text);
    }
  }
  headers["Content-Length"] = String(Buffer.byteLength(body));
  res.writeHead(status, headers).end(req.method === "HEAD" ? undefined : body);
}
