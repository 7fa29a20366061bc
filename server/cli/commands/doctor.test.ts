import { mkdtempSync } from "node:fs";
import { createServer as createHttpServer, Server as HttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { env } from "#lib/env.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { createHealthProbes } from "#server/http/health-probes.ts";
import { acquireLockFile } from "#server/process/lock-file.mjs";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { sql, close } = connect(url);
beforeAll(() => {
  // No site answers at this port.
  Object.assign(env(), {
    DATA_DIR: mkdtempSync(join(tmpdir(), "vigie-doctor-")),
    PORT: 9,
    SITE_URL: "http://localhost:9",
  });
});
afterAll(close);

interface Report {
  bad: number;
  site: { isRunning: boolean };
  database: string | null;
  checks: { check: string; state: string; says: string; hint?: string; documentation?: string }[];
}

const report = async (): Promise<{ code: number; report: Report }> => {
  const { code, out } = await vigie("doctor", "--json");
  return { code, report: JSON.parse(out) };
};

test("examines a stopped site: nothing is bad, and what only a running site shows is not checked", async () => {
  await sql`insert into backup_runs (kind, finished_at) values ('local', now())`;
  await sql`insert into worker_heartbeats (id, beat_at) values ('a:1', now() - interval '3 hours')`;
  const lines = await vigie("doctor");
  expect(lines).toMatchObject({ code: 0 });
  expect(lines.out).toMatch(/^unknown {2}site: The site is not running on this machine/m);
  expect(lines.out).toMatch(/^ok {7}database: The database responds in /m);
  expect(lines.out).toMatch(/^unknown {2}jobs: Not checked yet/m);
  expect(lines.out).not.toMatch(/servers|shared cache/);
  // Numbers and their units as on the page, so that no machine's "116s" remains.
  expect(lines.out).not.toMatch(/\d(?:s|m|h|ms)\b/);
  const { report: json } = await report();
  expect(json).toMatchObject({ bad: 0, site: { isRunning: false }, database: null });
  expect(json.checks).toHaveLength(17);
});

test("exits with 1 if something is bad, and says what is safe, what to do and where it is explained", async () => {
  await sql`update backup_runs set started_at = now() - interval '5 days', finished_at = now() - interval '5 days'`;
  const lines = await vigie("doctor");
  expect(lines).toMatchObject({ code: 1, err: "1 problem found.\n" });
  expect(lines.out).toMatch(/^bad {6}backups: The latest backup is 5 days old\.\n {9}Older backups are kept/m);
  expect(lines.out).toMatch(/^ {9}To do: Run vigie backup FILE now.* \(docs\/health\.md#backups\)$/m);
  const { code, report: json } = await report();
  expect({ code, bad: json.bad }).toEqual({ code: 1, bad: 1 });
});

test("lists the nodes, also while all of them respond", async () => {
  Object.assign(env(), { VIGIE_CLUSTER: true });
  try {
    await sql`insert into web_nodes (id, host, build) values ('a', 'alpha', 'one'), ('b', 'beta', 'one')`;
    const { out } = await vigie("doctor");
    expect(out).toMatch(/^ok {7}servers: The site runs on 2 servers\.\n {9}(?:alpha|beta): build one, heartbeat /m);
    expect(out).toMatch(/^ {9}beta: build one, heartbeat /m);
  } finally {
    Object.assign(env(), { VIGIE_CLUSTER: false });
    await sql`delete from web_nodes`;
  }
});

test("without a database it says so, examines the rest, and exits with 1", async () => {
  const before = process.env.DATABASE_URL;
  Object.assign(env(), { DATABASE_URL: "postgres://127.0.0.1:9/none" });
  try {
    const { code, report: json } = await report();
    expect({ code, bad: json.bad }).toEqual({ code: 1, bad: 1 });
    expect(json.database).toMatch(/\S/);
    const states = new Map(json.checks.map(({ check, state }) => [check, state]));
    expect(states.get("jobs")).toBe("unknown");
    expect(states.get("disk")).not.toBe("unknown");
    expect(states.get("certificate")).toBe("ok");
  } finally {
    Object.assign(env(), { DATABASE_URL: before });
  }
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return address && typeof address === "object" ? address.port : 0;
}

test.each([
  ["another program", () => createHttpServer((_, response) => response.end("ok"))],
  ["a program that accepts and says nothing", () => createServer(() => {})],
])("does not take %s at the site's port for the site", async (name, create) => {
  const server = create();
  const port = await listen(server);
  const lock = join(env().DATA_DIR, "vigie.lock");
  Object.assign(env(), { PORT: port, HOST: "127.0.0.1" });
  const own = await acquireLockFile(lock);
  try {
    const { code, out } = await vigie("doctor");
    expect(code).toBe(1);
    expect(out).toMatch(
      name === "another program"
        ? /^bad {6}site: Another program answers at 127\.0\.0\.1:\d+, or a site with another DATA_DIR than /m
        : /^bad {6}site: The site is running \(pid \d+\), but does not answer at 127/m,
    );
    expect(out).toMatch(/^ {9}To do: Run vigie doctor with the site's /m);
  } finally {
    if (own.isAcquired) own.release();
    Object.assign(env(), { PORT: 9 });
    server.close();
    if (server instanceof HttpServer) server.closeAllConnections();
  }
});

test("recognises this site by its secret, whose proof another site cannot give", async () => {
  process.env.AUTH_SECRET ||= "a secret of the tests, which is long enough";
  const probes = createHealthProbes(url);
  const server = createHttpServer((request, response) => void probes.answer(request, response));
  Object.assign(env(), { PORT: await listen(server), HOST: "127.0.0.1" });
  try {
    expect((await vigie("doctor")).out).toMatch(/^ok {7}site: The site answers at 127\.0\.0\.1:\d+\./m);
  } finally {
    Object.assign(env(), { PORT: 9 });
    server.closeAllConnections();
    server.close();
    await probes.close();
  }
});

test("signs in to the mail server and sends nothing; one that refuses is bad", async () => {
  const smtp = await startSmtp();
  Object.assign(env(), { SMTP_URL: smtp.url });
  expect((await vigie("doctor")).out).toMatch(/^ok {7}mail server: 127\.0\.0\.1:\d+ accepts the site's sign-in/m);
  expect(smtp.received).toEqual([]);
  await smtp.stop();
  const { code, out } = await vigie("doctor");
  expect(code).toBe(1);
  expect(out).toMatch(/^bad {6}mail server: 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED/m);
  const refusing = createServer((socket) =>
    socket.on("error", () => undefined).end("554 5.7.1 No service for you\r\n"),
  );
  Object.assign(env(), { SMTP_URL: `smtp://127.0.0.1:${await listen(refusing)}` });
  expect((await vigie("doctor")).out).toMatch(/^bad {6}mail server: .* cannot be used: .*5\.7\.1 No service for you/m);
  refusing.close();
  Object.assign(env(), { SMTP_URL: undefined });
});

test("checks that BACKUP_TO can be written to", async () => {
  const before = env().BACKUP_TO;
  Object.assign(env(), { BACKUP_TO: "/nowhere/at/all" });
  const { code, out } = await vigie("doctor");
  expect(code).toBe(1);
  expect(out).toMatch(
    /^bad {6}backup destination: No backup can be stored in \/nowhere\/at\/all: The folder .* does not exist/m,
  );
  Object.assign(env(), { BACKUP_TO: mkdtempSync(join(tmpdir(), "vigie-copies-")) });
  expect((await vigie("doctor")).out).toMatch(/^ok {7}backup destination: Backups can be stored in /m);
  Object.assign(env(), { BACKUP_TO: before });
});
