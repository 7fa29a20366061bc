import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";
import { readEnv } from "#lib/env.ts";
import { runInProcess } from "../cli/testing.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { startPgbouncer } from "../testing/cluster/system-programs.ts";
import { findProgram } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { checkNode, findNodeProblems } from "./check-node.ts";

const empty = testDatabase({ empty: true });
// The last one is the process's.
const { url } = testDatabase();
const key = (letter: string) => Buffer.from(letter.repeat(32)).toString("base64");
const complete = {
  VIGIE_CLUSTER: "1",
  DATABASE_URL: url,
  AUTH_SECRET: key("a"),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key("b"),
  S3_ENDPOINT: "http://127.0.0.1:1",
  S3_BUCKET: "vigie",
  S3_KEY: "k",
  S3_SECRET: "s",
  SMTP_URL: "smtp://127.0.0.1:1",
  SITE_URL: "https://news.example",
};
/** What a start with these changes of a complete environment would print. */
const problems = (changes: Record<string, string> = {}) =>
  findNodeProblems(readEnv({ ...complete, ...changes }), { isStart: true });
const restore = { ...process.env };

beforeEach(async () => {
  const { sql, close } = connect(url, { max: 1 });
  await sql`delete from settings where key = 'cluster.shared'`;
  await close();
});
afterEach(() => {
  vi.useRealTimers();
  for (const name of Object.keys(complete)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, restore);
  delete globalThis.vigieCanPrepare;
  delete globalThis.vigiePooler;
});

test("a machine with everything that nodes share can start, again and again", async () => {
  expect(await problems()).toEqual([]);
  await expect(checkNode(readEnv(complete))).resolves.toBeUndefined();
});

test("a start lists everything that is missing, a line each", async () => {
  const lines = await findNodeProblems(readEnv({ VIGIE_CLUSTER: "1" }));
  expect(lines.map((line) => line.slice(0, line.indexOf(":")))).toEqual([
    "VIGIE_CLUSTER=1 needs DATABASE_URL",
    "VIGIE_CLUSTER=1 needs AUTH_SECRET",
    "VIGIE_CLUSTER=1 needs NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
    "VIGIE_CLUSTER=1 needs S3_ENDPOINT, S3_BUCKET, S3_KEY and S3_SECRET",
    "VIGIE_CLUSTER=1 needs SMTP_URL",
  ]);
  expect(lines.join("\n")).toContain("openssl rand -base64 32");
  await expect(checkNode(readEnv({ VIGIE_CLUSTER: "1" }))).rejects.toThrow(lines.join("\n"));
});

test("a start lists a missing variable together with a wrong clock, and by how much it is wrong", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 600_000 });
  const lines = await problems({ SMTP_URL: "" });
  expect(lines[0]).toContain("SMTP_URL");
  expect(lines[1]).toMatch(/^This machine's clock is (?:600|60[1-9]|59\d) s ahead of the database's: set both by NTP/);
  vi.setSystemTime(Date.now() - 1_200_000);
  expect((await problems())[0]).toMatch(/ s behind the database's/);
});

test("a node with another secret is refused, unless an operator accepts the new one", async () => {
  expect(await problems()).toEqual([]);
  const other = { AUTH_SECRET: key("c") };
  const lines = await problems(other);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^AUTH_SECRET differs from that of the other nodes: .*`npm run vigie -- cluster accept`/);
  expect(await problems({ ...other, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key("d") })).toHaveLength(2);
  Object.assign(process.env, complete, other);
  expect(await runInProcess("cluster", "accept")).toMatchObject({ code: 0 });
  expect(await problems(other)).toEqual([]);
  expect(await problems()).toHaveLength(1);
});

test.each([
  ["SITE_URL", "https://other.example"],
  ["SITE_LOCALE", "en"],
  ["S3_BUCKET", "other"],
] as const)("a node with another %s is refused, and both values are named", async (name, value) => {
  expect(await problems()).toEqual([]);
  const given = readEnv(complete)[name];
  expect(await problems({ [name]: value })).toEqual([
    expect.stringContaining(`${name} (${value}) differs from that of the other nodes (${given})`),
  ]);
});

test("a check without a start stores nothing", async () => {
  expect(await findNodeProblems(readEnv({ ...complete, AUTH_SECRET: key("z") }))).toEqual([]);
  expect(await problems()).toEqual([]);
});

test("`vigie cluster check` reports a bucket that a start would refuse, and a mail server that does not answer as a warning", async () => {
  Object.assign(process.env, complete);
  const { code, out, err } = await runInProcess("cluster", "check");
  expect(code).toBe(1);
  expect(out).toBe("");
  expect(err).toContain("The mail server 127.0.0.1:1 does not accept mail from Vigie (ECONNREFUSED)");
  expect(err).toContain("The pictures' storage at http://127.0.0.1:1 cannot be used: it does not answer");
});

test("the database stores nothing that contains a secret", async () => {
  await problems();
  const { sql, close } = connect(url, { max: 1 });
  const [row] = await sql`select value::text as stored from settings where key = 'cluster.shared'`;
  await close();
  expect(row?.stored).toMatch(/"AUTH_SECRET": "[\w-]{43}"/);
  expect(row?.stored).not.toContain(complete.AUTH_SECRET);
});

test("a node with a problem does not store its secrets as those of the cluster", async () => {
  await problems({ SMTP_URL: "", AUTH_SECRET: key("z") });
  expect(await problems()).toEqual([]);
});

test("of two first nodes with different secrets, one is refused", async () => {
  const found = await Promise.all([problems(), problems({ AUTH_SECRET: key("c") })]);
  expect(found.map((lines) => lines.length).toSorted()).toEqual([0, 1]);
});

test("a database that does not answer is reported in one line, without its password", async () => {
  const lines = await problems({ DATABASE_URL: "postgres://u:secret@127.0.0.1:1/v" });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/ does not answer \(.*\): start it, or correct DATABASE_URL\.$/);
  expect(lines[0]).not.toContain("secret");
});

test("a standby is refused", async () => {
  const folder = createTestFolder();
  const primary = await PostgresServer.startPrimary(path.join(folder, "primary"));
  const standby = await primary.startStandby(path.join(folder, "standby"));
  try {
    expect(await problems({ DATABASE_URL: standby.url })).toEqual([
      expect.stringMatching(/^The server of DATABASE_URL \(127\.0\.0\.1:\d+\/vigie\) is a standby/),
    ]);
  } finally {
    await standby.stop();
    await primary.stop();
    removeTestFolder(folder);
  }
});

test("a node does not migrate, and names the command that does", async () => {
  const lines = await problems({ DATABASE_URL: empty.url });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^The database lacks \d+ migrations? of this version: run `npm run vigie -- migrate` once/);
  await migrate(empty.url);
  expect(await problems({ DATABASE_URL: empty.url })).toEqual([]);
});

describe.skipIf(!findProgram("pgbouncer"))("behind PgBouncer", () => {
  const folder = createTestFolder();
  const poolers: Awaited<ReturnType<typeof startPgbouncer>>[] = [];
  let session = "";
  let transaction = "";
  beforeAll(async () => {
    for (const mode of ["session", "transaction"] as const)
      poolers.push(await startPgbouncer({ folder: path.join(folder, mode) }, url, mode));
    [session = "", transaction = ""] = poolers.map(
      (pooler) => Object.assign(new URL(url), { port: String(pooler?.port) }).href,
    );
  });
  afterAll(async () => {
    for (const pooler of poolers) await pooler?.process.kill();
    removeTestFolder(folder);
  });

  test("a node starts if the pooler keeps sessions", async () => {
    expect(await problems({ DATABASE_URL: session })).toEqual([]);
  });

  test("a password that the pooler refuses is reported as such", async () => {
    const [line] = await problems({ DATABASE_URL: Object.assign(new URL(transaction), { password: "wrong" }).href });
    expect(line).toMatch(/refuses the user \w+ \(.*\): correct the user or the password in DATABASE_URL/);
  });

  test("a node is refused each time if the pooler does not keep sessions", async () => {
    for (let round = 0; round < 3; round += 1) {
      expect(await problems({ DATABASE_URL: transaction })).toEqual([
        expect.stringMatching(
          /^DATABASE_URL \(127\.0\.0\.1:\d+\/\w+\) leads through a pooler that loses notifications \(LISTEN\) and the settings of a session: set DATABASE_DIRECT_URL/,
        ),
      ]);
    }
  });

  test("a node starts with the direct address of the database if the pooler does not keep sessions", async () => {
    expect(await problems({ DATABASE_URL: transaction, DATABASE_DIRECT_URL: url })).toEqual([]);
    expect(await problems({ DATABASE_URL: url, DATABASE_DIRECT_URL: transaction })).toEqual([
      expect.stringContaining("DATABASE_DIRECT_URL ("),
    ]);
  });
});
