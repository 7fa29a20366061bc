import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { beforeEach, expect, test } from "vitest";
import { memberTokens } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { env } from "#lib/env.ts";
import { enqueue, openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { signInMail } from "./jobs.ts";
import { sendSignInMail } from "./sign-in-mail.ts";

const { db, sql, clear } = testDatabase();
const ada = { email: "ada@example.org", name: "Ada <b>&", role: "reader", password: "a long enough one" } as const;

beforeEach(async () => {
  await clear();
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-mail-"));
  env().SMTP_URL = undefined;
  await openQueue(await openJobs(), signInMail);
  await sql`delete from pgboss.job`;
});

const written = () => {
  const folder = join(env().DATA_DIR, "mail");
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8").replace(/=\r?\n/g, ""));
};

test("stores a job when its transaction commits and drops it on rollback", async () => {
  const waiting = async () => (await sql`select 1 from pgboss.job where name = ${signInMail.name}`).length;
  await expect(
    db.transaction(async (tx) => {
      await enqueue(tx, signInMail, { letter: "magic", email: ada.email });
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await waiting()).toBe(0);
  await db.transaction((tx) => enqueue(tx, signInMail, { letter: "magic", email: ada.email }));
  expect(await waiting()).toBe(1);
});

test("sends a mail through a real SMTP server, retries a refused one, and stores no secret in the queue", async () => {
  await createMember(db, ada);
  const received: string[] = [];
  let refusing = true;
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, _session, done) {
      void text(stream).then((mail) => {
        if (refusing) return done(Object.assign(new Error("not now"), { responseCode: 451 }));
        received.push(mail.replace(/=\r?\n/g, ""));
        done();
      });
    },
  });
  // A client that ends the connection within a transaction is an error of the server.
  server.on("error", () => {});
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  env().SMTP_URL = `smtp://127.0.0.1:${port}`;
  try {
    await db.transaction((tx) => enqueue(tx, signInMail, { letter: "magic", email: "ADA@example.org" }));
    const boss = await openJobs();
    expect(await runNextJob(boss, db, signInMail, sendSignInMail)).toBe(false);
    expect(received).toEqual([]);
    // The wait before the next attempt is pg-boss's own: the test ends it early.
    await sql`update pgboss.job set start_after = now() where state = 'retry'`;
    refusing = false;
    expect(await runNextJob(boss, db, signInMail, sendSignInMail)).toBe(true);
    expect(await runNextJob(boss, db, signInMail, sendSignInMail)).toBeUndefined();
    expect(received).toHaveLength(1);
    const secret = /token=3D([\w-]{43})/.exec(received[0] ?? "")?.[1] ?? "missing";
    const [rest] = await sql`select coalesce(string_agg(job::text, ''), '') as all from pgboss.job`;
    expect(secret).not.toBe("missing");
    expect(rest?.all).not.toContain(secret);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

test.each([
  ["registration", false, "/confirm?token"],
  ["registration", true, "/login"],
  ["magic", true, "/login/link?token"],
  ["reset", false, "/login/password?token"],
] as const)(
  "the letter %s to an account confirmed: %s leads to %s, and says the name, escaped, to a confirmed one only",
  async (template, confirmed, path) => {
    await createMember(db, { ...ada, confirmed });
    await sendSignInMail(db, { letter: template, email: ada.email });
    const [mail] = written();
    expect(mail).toContain(absoluteUrl(path));
    expect(mail).toContain("To: ada@example.org");
    // The name of an unconfirmed account is a stranger's text.
    for (const name of ["Ada <b>&", "Ada &lt;b&gt;&amp;"]) expect(mail?.includes(name)).toBe(confirmed);
  },
);

test("sends nothing to an unknown address, nor a confirmation to a confirmed one", async () => {
  await createMember(db, ada);
  await sendSignInMail(db, { letter: "magic", email: "nobody@example.org" });
  await sendSignInMail(db, { letter: "confirm", email: ada.email });
  expect(readdirSync(env().DATA_DIR)).toEqual([]);
  expect(await db.select().from(memberTokens)).toEqual([]);
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", () => resolve()));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}
