import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sql as raw } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { mailClaims } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { mailJob } from "../testing/mail-job-process.ts";

const { db, url } = testDatabase();
const program = fileURLToPath(new URL("../testing/mail-job-process.ts", import.meta.url));
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  }
});

/** Starts a worker, and collects the lines that it prints. */
function startWorker(smtp: string, ...args: string[]) {
  const child = spawn(process.execPath, ["--conditions=react-server", program, ...args], {
    env: { ...process.env, DATABASE_URL: url, SMTP_URL: smtp },
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(child);
  const printed = { text: "" };
  child.stdout.on("data", (chunk) => {
    printed.text += String(chunk);
  });
  return { child, printed };
}

const within = { timeout: 60_000, interval: 100 };

test("gives the jobs of a killed and of a frozen worker to another one, and sends each mail once", async () => {
  const { url: smtp, received, stop } = await startSmtp();
  await enqueueAll(db, mailJob, [{ n: 1 }, { n: 2 }], new Date());
  const killed = startWorker(smtp, "hold");
  const frozen = startWorker(smtp, "hold");
  await expect.poll(() => killed.printed.text, within).toMatch(/taken/);
  await expect.poll(() => frozen.printed.text, within).toMatch(/taken/);
  killed.child.kill("SIGKILL");
  await once(killed.child, "close");
  frozen.child.kill("SIGSTOP");
  const jobs = () =>
    db.execute<{ state: string; attempts: number }>(
      raw`select state, retry_count as attempts from pgboss.job where name = ${mailJob.name}`,
    );
  expect([...(await jobs())]).toEqual([1, 2].map(() => ({ state: "active", attempts: 0 })));
  // Instead of twenty seconds without renewal.
  await db.execute(raw`update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'`);
  const other = startWorker(smtp);
  await expect.poll(() => received.length, within).toBe(2);
  await expect.poll(async () => (await jobs()).map(({ state }) => state), within).toEqual(["completed", "completed"]);
  expect(other.printed.text.match(/taken/g)).toHaveLength(2);

  // The frozen worker goes on.
  frozen.child.kill("SIGCONT");
  frozen.child.stdin.write("\n");
  await expect.poll(() => frozen.printed.text, within).toMatch(/done/);
  expect(received.map(({ source }) => /^Subject: (.*)$/m.exec(source)?.[1]?.trim()).toSorted()).toEqual([
    "test:1",
    "test:2",
  ]);
  expect(await db.$count(mailClaims)).toBe(2);
  expect([...(await jobs())]).toEqual([1, 2].map(() => ({ state: "completed", attempts: 1 })));
  await stop();
}, 180_000);
