import type { IncomingMessage } from "node:http";
import type { Executor } from "#db/client.ts";
import { maxFeedBytes } from "#features/syndication/rules.ts";
import {
  confirmSubscription,
  denySubscription,
  findSubscription,
  recordPing,
} from "#features/syndication/websub/mutations.ts";
import { maxChallengeLength, websubPath } from "#features/syndication/websub/rules.ts";
import { isSignature, isSignedByHub } from "#features/syndication/websub/signature.ts";
import { log } from "#lib/log/log.ts";
import { readBounded } from "#lib/read-bounded.ts";
import { splitAddress } from "#lib/split-address.ts";
import { clientAddress } from "./guard/client-address.ts";
import { FairConcurrencyLimit } from "./guard/fair-concurrency-limit.ts";
import { busyRetrySeconds } from "./guard/refusal.ts";
import type { Middleware } from "./page-server.ts";

/** Calls that are answered at once. */
const maxCalls = 16;

interface Answer {
  status: 200 | 202 | 404 | 410 | 413;
  text: string;
}

const unknown: Answer = { status: 404, text: "not found" };
/** A hub that still sends for a feed that nobody follows may stop. */
const unwanted: Answer = { status: 410, text: "gone" };

/**
 * `/api/websub/KEY`, where hubs confirm subscriptions (GET) and announce changes (POST), as W3C WebSub says. An announcement makes the feed
 * due at once; its content is used for the signature only, and the feed is read from its own address. A wrong signature gets the same answer as a right
 * one, and has no effect.
 */
export function websubCallback(db: Executor, { trustProxy }: { trustProxy: number }): Middleware {
  const calls = new FairConcurrencyLimit(maxCalls);
  return async (req, res) => {
    const { path, query } = splitAddress(req.url ?? "");
    if (!path.startsWith(`${websubPath}/`)) return false;
    const key = path.slice(websubPath.length + 1);
    const respond = (status: number, text: string, headers: Record<string, string> = {}) => {
      res.setHeader("Cache-Control", "no-store");
      res.setHeader("X-Content-Type-Options", "nosniff");
      const length = String(Buffer.byteLength(text));
      const type = "text/plain; charset=utf-8";
      res.writeHead(status, { "Content-Type": type, "Content-Length": length, ...headers }).end(text);
    };
    if (req.method !== "GET" && req.method !== "POST") {
      respond(405, "method not allowed", { Allow: "GET, POST" });
      return true;
    }
    const leave = calls.enter(clientAddress(req, trustProxy));
    if (!leave) {
      respond(503, "busy", { "Retry-After": String(busyRetrySeconds) });
      return true;
    }
    try {
      const answer = !/^[\w-]{32}$/.test(key)
        ? unknown
        : req.method === "GET"
          ? await verifyIntent(db, key, new URLSearchParams(query))
          : await receive(db, key, req);
      if (!res.destroyed) respond(answer.status, answer.text);
    } catch (error) {
      if (!req.complete) return true;
      log.error({ err: error }, "A hub's call could not be answered; it is asked to try again.");
      if (!res.headersSent) respond(503, "try again", { "Retry-After": "30" });
    } finally {
      leave();
    }
    return true;
  };
}

/** Answers a hub that asks whether this site wants a subscription: with its challenge, if it asked for it. */
async function verifyIntent(db: Executor, key: string, query: URLSearchParams): Promise<Answer> {
  const mode = query.get("hub.mode");
  const topic = query.get("hub.topic") ?? "";
  const challenge = query.get("hub.challenge") ?? "";
  if (mode === "denied") {
    await denySubscription(db, key, topic);
    return { status: 200, text: "" };
  }
  if (challenge === "" || challenge.length > maxChallengeLength) return unknown;
  // This site lets subscriptions end: it confirms an end only of those that it does not want any more.
  if (mode === "unsubscribe") return (await findSubscription(db, key)) ? unknown : { status: 200, text: challenge };
  if (mode !== "subscribe") return unknown;
  const lease = /^\d{1,9}$/.exec(query.get("hub.lease_seconds") ?? "")?.[0];
  const isWanted = await confirmSubscription(db, key, topic, lease === undefined ? undefined : Number(lease));
  return isWanted ? { status: 200, text: challenge } : unknown;
}

async function receive(db: Executor, key: string, req: IncomingMessage): Promise<Answer> {
  const subscription = await findSubscription(db, key);
  if (!subscription) return unwanted;
  const signature = String(req.headers["x-hub-signature"] ?? "");
  // Read for its signature only.
  if (!isSignature(signature)) return { status: 202, text: "" };
  // The request guard limits the body too; this limit also holds for the development server.
  const body = await readBounded(req, maxFeedBytes);
  if (!body) return { status: 413, text: "too large" };
  if (isSignedByHub(subscription.secret, body, signature)) await recordPing(db, subscription.feedId);
  return { status: 202, text: "" };
}
