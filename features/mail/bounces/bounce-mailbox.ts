import { setTimeout } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import { needsStartTls } from "#lib/mail/encryption.ts";
import { maxReportBytes } from "./read-report.ts";

/** The most messages that one run reads; the next run continues. */
const maxMessages = 500;
/** A run ends after this many messages that could not be recorded, as in a database outage. */
const maxFailures = 3;
const pollIntervalMs = 2_000;
/** The longest time (ms) without a byte from the server. */
const idleTimeoutMs = 30_000;
/** The longest time (ms) of one run, however slowly the server sends; the next run continues. */
const runTimeoutMs = 600_000;
/** The largest answer (bytes), enough for a list of half a million messages: a server could send one without an end. */
const maxAnswerBytes = 4 * 1024 * 1024;

/** The parts of MAIL_BOUNCE_IMAP_URL: `imaps://USER:PASSWORD@HOST:PORT/FOLDER`. */
export function readImapUrl(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const secure = protocol === "imaps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port ? Number(port) : secure ? 993 : 143,
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    folder: decodeURIComponent(pathname.slice(1)) || "INBOX",
  };
}

/** Opens the mailbox, does `work` with it and leaves. Throws if the server cannot be reached, and when `signal` is aborted. */
async function withMailbox<T>(url: string, signal: AbortSignal, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { folder, ...server } = readImapUrl(url);
  const client = new ImapFlow({
    ...server,
    ...(needsStartTls(url) && { doSTARTTLS: true }),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: idleTimeoutMs,
    greetingTimeout: idleTimeoutMs,
    socketTimeout: idleTimeoutMs,
    maxLiteralSize: 2 * maxReportBytes,
    maxLineLength: maxAnswerBytes,
    maxResponseSize: maxAnswerBytes + 2 * maxReportBytes,
  });
  // A lost connection also fails the command that waits for it.
  client.on("error", () => undefined);
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const run = async () => {
    await client.connect();
    await client.mailboxOpen(folder);
    const result = await work(client);
    await client.logout();
    return result;
  };
  try {
    signal.throwIfAborted();
    return await Promise.race([run(), aborted.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    client.close();
  }
}

const withTimeout = (signal: AbortSignal | undefined, ms: number) =>
  AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])]);

/** The first `maxReportBytes` of a message; undefined if it is gone. */
async function fetchStart(client: ImapFlow, uid: number): Promise<Buffer | undefined> {
  const source = { start: 0, maxLength: maxReportBytes };
  const message = await client.fetchOne(String(uid), { source }, { uid: true });
  return message && "source" in message ? message.source : undefined;
}

/**
 * Reads the unseen messages of the mailbox to which mails return, the oldest first, at most `maxReportBytes` of each, and marks each as seen
 * when `handle` has recorded it. Nothing is deleted or moved: what is kept, and how long, is the mailbox's own setting. Returns how many were
 * read. One that cannot be recorded stays unseen, and the others are read; after several of them it stops. Throws the first such error, or if
 * the server cannot be reached.
 */
export async function readBounceMailbox(
  url: string,
  handle: (message: Uint8Array) => Promise<unknown>,
  signal?: AbortSignal,
  timeoutMs = runTimeoutMs,
): Promise<number> {
  return withMailbox(url, withTimeout(signal, timeoutMs), async (client) => {
    const unseen = (await client.search({ seen: false }, { uid: true })) || [];
    let read = 0;
    const errors: unknown[] = [];
    for (const uid of unseen.slice(0, maxMessages)) {
      signal?.throwIfAborted();
      try {
        const message = await fetchStart(client, uid);
        if (message) await handle(message);
      } catch (error) {
        errors.push(error);
        if (errors.length >= maxFailures) break;
        continue;
      }
      await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
      read += 1;
    }
    if (errors.length > 0) throw errors[0];
    return read;
  });
}

/** Waits until the mailbox has the message with this Message-ID, and returns its first bytes; undefined after `waitMs`. Changes nothing. */
export async function waitForMessage(
  url: string,
  messageId: string,
  { waitMs, signal }: { waitMs: number; signal?: AbortSignal | undefined },
): Promise<Buffer | undefined> {
  return withMailbox(url, withTimeout(signal, waitMs + runTimeoutMs), async (client) => {
    for (const until = Date.now() + waitMs; ; ) {
      // Some servers announce new messages only in answer to this.
      await client.noop();
      const [uid] = (await client.search({ header: { "message-id": messageId } }, { uid: true })) || [];
      if (uid !== undefined) return fetchStart(client, uid);
      if (Date.now() >= until) return undefined;
      await setTimeout(Math.min(pollIntervalMs, waitMs), undefined, { ...(signal && { signal }) });
    }
  });
}
