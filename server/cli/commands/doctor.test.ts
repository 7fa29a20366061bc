import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { env } from "#lib/env.ts";
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
  expect(lines.out).toMatch(/^unknown {2}site: The site does not answer on this machine/);
  expect(lines.out).toMatch(/^ok {7}database: The database responds in /m);
  expect(lines.out).toMatch(/^unknown {2}jobs: Not checked yet/m);
  const { report: json } = await report();
  expect(json).toMatchObject({ bad: 0, site: { isRunning: false }, database: null });
  expect(json.checks).toHaveLength(15);
});

test("exits with 1 if something is bad, and says what is safe, what to do and where it is explained", async () => {
  await sql`update backup_runs set started_at = now() - interval '5 days', finished_at = now() - interval '5 days'`;
  const lines = await vigie("doctor");
  expect(lines).toMatchObject({ code: 1, err: "One thing is bad.\n" });
  expect(lines.out).toMatch(/^bad {6}backups: The latest backup is 5 days old\.\n {9}Older backups are kept/m);
  expect(lines.out).toMatch(/^ {9}To do: Run vigie backup FILE now.* \(docs\/health\.md#backups\)$/m);
  const { code, report: json } = await report();
  expect({ code, bad: json.bad }).toEqual({ code: 1, bad: 1 });
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
