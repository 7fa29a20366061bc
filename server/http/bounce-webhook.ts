import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Executor } from "#db/client.ts";
import { readBounceToken } from "#features/mail/bounces/bounce-token.ts";
import { isSignedWebhook, webhookReport } from "#features/mail/bounces/webhook.ts";
import {
  type MailReportOutcome,
  receiveMessage,
  recordAddressReport,
  recordReport,
} from "#features/newsletter/bounces/mutations.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { redactText } from "#lib/log/redact.mjs";
import { readBounded } from "#lib/read-bounded.ts";
import { splitAddress } from "#lib/split-address.ts";
import { clientAddress } from "./guard/client-address.ts";
import { FairConcurrencyLimit } from "./guard/fair-concurrency-limit.ts";
import { busyRetrySeconds } from "./guard/refusal.ts";
import type { Middleware } from "./page-server.ts";

const webhookPath = "/api/bounces";
/** The request guard limits the body too; this one also holds for the development server. */
const maxBodyBytes = 1024 * 1024;
const maxCalls = 8;

/** `ignored`: an authentic message that is no report, as an automatic reply. */
type Answer = { status: 200; outcome: MailReportOutcome | "ignored" } | { status: 400 | 401 | 404 | 413 | 415 };

/**
 * `POST /api/bounces`: a mail provider reports a bounce or a complaint, signed with MAIL_BOUNCE_SECRET (docs/mail.md). The body is the
 * message (`message/rfc822`), or JSON. Without the secret there is no such address.
 */
export function bounceWebhook(db: Executor, { trustProxy }: { trustProxy: number }): Middleware {
  const calls = new FairConcurrencyLimit(maxCalls);
  return async (req, res) => {
    if (splitAddress(req.url ?? "").path !== webhookPath) return false;
    const respond = (status: number, body: object, headers: Record<string, string> = {}) => {
      const text = `${JSON.stringify(body)}\n`;
      const length = String(Buffer.byteLength(text));
      res.setHeader("Cache-Control", "no-store");
      res.writeHead(status, { "Content-Type": "application/json", "Content-Length": length, ...headers }).end(text);
    };
    if (req.method !== "POST") {
      respond(405, { error: "method not allowed" }, { Allow: "POST" });
      return true;
    }
    const leave = calls.enter(clientAddress(req, trustProxy));
    if (!leave) {
      respond(503, { error: "busy" }, { "Retry-After": String(busyRetrySeconds) });
      return true;
    }
    try {
      const answer = await receiveReport(db, req);
      if (res.destroyed) return true;
      if (answer.status === 200) respond(200, { outcome: answer.outcome });
      else respond(answer.status, { error: errors[answer.status] });
    } catch (error) {
      // The caller gave up: anybody can, as often as they like.
      if (!req.complete) return true;
      log.error({ err: error }, "A report about a mail could not be recorded; its sender is asked to try again.");
      if (!res.headersSent) respond(503, { error: "try again" }, { "Retry-After": "30" });
    } finally {
      leave();
    }
    return true;
  };
}

const errors = {
  400: "the report has not the form of docs/mail.md",
  401: "the signature or the timestamp is wrong",
  404: "not found",
  413: "too large",
  415: "send message/rfc822 or application/json",
};

async function receiveReport(db: Executor, req: IncomingMessage): Promise<Answer> {
  const { MAIL_BOUNCE_SECRET: secret } = env();
  if (!secret) return { status: 404 };
  const body = await readBounded(req, maxBodyBytes);
  if (!body) return { status: 413 };
  const header = (name: string) => String(req.headers[name] ?? "").slice(0, 200);
  const signed = { timestamp: header("x-vigie-timestamp"), signature: header("x-vigie-signature"), body };
  if (!isSignedWebhook(secret, signed)) return { status: 401 };
  const type = header("content-type").split(";", 1)[0]?.trim().toLowerCase();
  if (type === "message/rfc822") return { status: 200, outcome: await receiveMessage(db, body, "webhook") };
  return type === "application/json" ? receiveJson(db, body) : { status: 415 };
}

async function receiveJson(db: Executor, body: Buffer): Promise<Answer> {
  const parsed = webhookReport.safeParse(parseJson(body));
  if (!parsed.success) return { status: 400 };
  const { token, address, kind, code, diagnostic, id } = parsed.data;
  const report = {
    kind,
    code,
    diagnostic: redactText(diagnostic).slice(0, 200),
    // Without the provider's number, the same words on another day are about another mail.
    id:
      id ??
      createHash("sha256")
        .update(`${new Date().toISOString().slice(0, 10)} `)
        .update(body)
        .digest("hex"),
  };
  if (address !== undefined) return { status: 200, outcome: await recordAddressReport(db, address, report) };
  const subject = readBounceToken(token ?? "");
  return { status: 200, outcome: await recordReport(db, { ...report, subject }, "webhook") };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
