import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { settings } from "#db/schema.ts";
import { aSendingAlert } from "#features/newsletter/sending/testing.ts";

type Victim = "sender" | "mail server" | "database";

interface KillOptions {
  db: Database;
  url: string;
  subscribers: number;
  /** What is killed, one after the other, at random moments. */
  victims: Victim[];
  perSecond: number;
  /** Kills the database and starts it again. */
  killDatabase: () => Promise<void>;
  say?: (line: string) => void;
}

interface KillReport {
  /** Addresses that the mail server has accepted more than once. */
  twice: number;
  accepted: number;
  uncertain: number;
  /** Accepted mails that the ledger neither counts as sent nor names as uncertain. */
  unnamed: number;
  /** Mails that the ledger counts as sent and the mail server has not accepted. */
  missing: number;
  /** Deliveries that are neither sent nor uncertain in the end. */
  stuck: number;
  status: string;
}

const child = (file: string, args: string[], env: Record<string, string> = {}) =>
  spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });

const firstLine = async (started: ChildProcess): Promise<string> => {
  if (!started.stdout) return "";
  const [chunk] = await once(started.stdout, "data");
  return String(chunk).trim();
};

/**
 * Sends an issue while senders, the mail server and the database are killed at random moments, and compares what the mail server has
 * accepted with the ledger.
 */
export async function sendDuringKills(options: KillOptions): Promise<KillReport> {
  const { db, url, say = () => undefined } = options;
  const folder = mkdtempSync(join(tmpdir(), "vigie-newsletter-"));
  const file = join(folder, "accepted");
  const openMailServer = (port: string) => child("./recording-smtp-process.ts", [port, file]);
  let mailServer = openMailServer("0");
  const port = await firstLine(mailServer);
  const openSender = () =>
    child("./sender-process.ts", [], { DATABASE_URL: url, SMTP_URL: `smtp://127.0.0.1:${port}`, LOG_LEVEL: "silent" });
  await db.insert(settings).values([
    { key: "newsletter.perSecond", value: options.perSecond },
    { key: "newsletter.perDomainPerMinute", value: 60_000 },
  ]);
  await aSendingAlert(db, options.subscribers);
  let senders = [openSender(), openSender()];
  try {
    await Promise.all(senders.map(firstLine));
    for (const victim of options.victims) {
      await sleep(200 + Math.random() * 1_300);
      say(victim);
      if (victim === "sender") {
        const killed = senders.shift();
        killed?.kill("SIGKILL");
        senders.push(openSender());
      } else if (victim === "mail server") {
        mailServer.kill("SIGKILL");
        await once(mailServer, "exit");
        mailServer = openMailServer(port);
        await firstLine(mailServer);
      } else await options.killDatabase();
    }
    // Each sender that is left ends when nothing is due. The leases of the killed ones expire after half a minute.
    for (let waited = 0; ; waited += 1) {
      await sleep(500);
      const [open] = await db.execute<{ open: number }>(
        sql`select count(*)::int as open from newsletter_deliveries where state = 'queued'`,
      );
      if (open?.open === 0 || waited > 400) break;
      if (senders.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null))
        senders = [openSender()];
    }
    for (const sender of senders) sender.kill("SIGKILL");
    await db.execute(sql`update newsletter_senders set lease_ends_at = now() - interval '1 second'`);
    const last = openSender();
    await once(last, "exit");
    return await compare(db, file);
  } finally {
    for (const one of [...senders, mailServer]) one.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(db: Database, file: string): Promise<KillReport> {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const accepted = new Set(lines);
  const rows = await db.execute<{ address: string; state: string; status: string }>(sql`
    select s.address, d.state, i.status from newsletter_deliveries d
    join newsletter_subscribers s on s.id = d.subscriber_id join newsletter_issues i on i.id = d.issue_id`);
  const count = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).length;
  return {
    twice: lines.length - accepted.size,
    accepted: accepted.size,
    uncertain: count(({ state }) => state === "uncertain"),
    unnamed: count(({ address, state }) => accepted.has(address) && state !== "sent" && state !== "uncertain"),
    missing: count(({ address, state }) => state === "sent" && !accepted.has(address)),
    stuck: count(({ state }) => state !== "sent" && state !== "uncertain"),
    status: rows[0]?.status ?? "",
  };
}
