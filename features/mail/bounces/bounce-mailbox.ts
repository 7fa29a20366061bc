import { ImapFlow } from "imapflow";
import { maxReportBytes } from "./read-report.ts";

/** Messages that one look reads at most; the next look reads on. */
const maxMessages = 100;
const timeoutMs = 30_000;

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

/**
 * Reads the unseen messages of the mailbox to which mails return, the oldest first, at most `maxReportBytes` of each, and marks each as seen
 * when `handle` has recorded it. Nothing is deleted or moved: what is kept, and how long, is the mailbox's own setting. Returns how many were
 * read. Throws if the server cannot be reached or a message cannot be recorded; that message stays unseen.
 */
export async function readBounceMailbox(
  url: string,
  handle: (message: Uint8Array) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<number> {
  const { folder, ...server } = readImapUrl(url);
  const client = new ImapFlow({
    ...server,
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    maxLiteralSize: 2 * maxReportBytes,
  });
  // A lost connection also fails the command that waits for it.
  client.on("error", () => undefined);
  const stop = () => client.close();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
    await client.mailboxOpen(folder);
    const unseen = (await client.search({ seen: false }, { uid: true })) || [];
    let read = 0;
    for (const uid of unseen.slice(0, maxMessages)) {
      signal?.throwIfAborted();
      const message = await client.fetchOne(
        String(uid),
        { source: { start: 0, maxLength: maxReportBytes } },
        { uid: true },
      );
      if (message && "source" in message && message.source) await handle(message.source);
      await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
      read += 1;
    }
    await client.logout();
    return read;
  } finally {
    signal?.removeEventListener("abort", stop);
    client.close();
  }
}
