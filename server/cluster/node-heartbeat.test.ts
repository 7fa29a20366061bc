import { beforeEach, expect, test, vi } from "vitest";
import type { ChangeLogPosition } from "#db/change-log.ts";
import { knownMigrations } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";
import { log } from "#lib/log/log.ts";
import { CircuitBreaker } from "#lib/valkey/circuit-breaker.ts";
import { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { hasValkeyServer, startTestValkey } from "#lib/valkey/valkey-testing.ts";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { startNodeHeartbeat } from "./node-heartbeat.ts";

const { db, sql, clear } = testDatabase();
beforeEach(clear);

const positionAt = (xmin: bigint): ChangeLogPosition => ({
  timeline: 1,
  xmin,
  next: xmin + 5n,
  running: [],
  seen: new Map(),
});
/** A node that has not read the change log. */
const unread = { build: "a", servesReaders: true, position: () => undefined, intervalMs: 20 };
const listNodes = () => sql<{ build: string; timeline: number | null; xid: string | null; beat: string }[]>`
  select build, timeline, xid::text as xid, beat_at::text as beat from web_nodes order by build`;

test("a node writes how far it has read the change log, and deletes its row when it stops", async () => {
  let xmin = 7n;
  const stop = startNodeHeartbeat(db, { ...unread, position: () => positionAt(xmin) });
  await waitUntil("its first heartbeat", async () => (await listNodes()).length === 1);
  expect((await listNodes())[0]).toMatchObject({ build: "a", timeline: 1, xid: "7" });
  // More than a number of 53 bits.
  xmin = 2n ** 60n + 1n;
  await waitUntil("its next one", async () => (await listNodes())[0]?.xid === String(xmin));
  await stop();
  expect(await listNodes()).toEqual([]);
});

test("each run of a node has a row, without a position until it has read the change log", async () => {
  const stops = ["a", "b"].map((build) => startNodeHeartbeat(db, { ...unread, build }));
  await waitUntil("both", async () => (await listNodes()).length === 2);
  expect((await listNodes()).map(({ build, timeline, xid }) => [build, timeline, xid])).toEqual([
    ["a", null, null],
    ["b", null, null],
  ]);
  for (const stop of stops) await stop();
});

test("a node registers whether it serves readers, and the newest migration that it knows", async () => {
  const stops = [true, false].map((servesReaders) => startNodeHeartbeat(db, { ...unread, servesReaders }));
  await waitUntil("both", async () => (await listNodes()).length === 2);
  const rows = await sql`select serves_readers, newest_migration::float8 as newest from web_nodes order by 1`;
  const newest = knownMigrations().at(-1)?.when;
  expect([...rows]).toEqual([
    { serves_readers: false, newest },
    { serves_readers: true, newest },
  ]);
  for (const stop of stops) await stop();
});

test.skipIf(!hasValkeyServer)(
  "a heartbeat says why the node is without Valkey, until Valkey is back (skipped without /usr/bin/valkey-server)",
  async () => {
    const server = await startTestValkey();
    const breaker = new CircuitBreaker({ probeIntervalMs: 0 });
    const valkey = new ValkeyClient({ url: server.url, prefix: "test:", timeoutMs: 20_000, breaker });
    const stop = startNodeHeartbeat(db, { ...unread, valkey, lossMs: 0 });
    const failure = async () => (await sql`select valkey_failure as failure from web_nodes`)[0]?.failure;
    await waitUntil("its first heartbeat", async () => (await failure()) === null);
    await server.kill();
    await waitUntil("the loss", async () => (await failure()) === "silent");
    await server.restart();
    await waitUntil("its return", async () => (await failure()) === null);
    await stop();
    valkey.close();
  },
);

test("the row of a node that died is deleted after a day, and that of a running node is written again", async () => {
  await sql`insert into web_nodes (id, host, build, beat_at) values
    ('dead', 'h', 'dead', now() - interval '25 hours'), ('silent', 'h', 'silent', now() - interval '23 hours')`;
  const stop = startNodeHeartbeat(db, unread);
  await waitUntil("its first heartbeat", async () => (await listNodes()).some(({ build }) => build === "a"));
  expect((await listNodes()).map(({ build }) => build)).toEqual(["a", "silent"]);
  await sql`delete from web_nodes`;
  await waitUntil("its next one", async () => (await listNodes()).length === 1);
  await stop();
});

test("while the database does not accept heartbeats, one line is logged, not one a second", async () => {
  const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
  let beats = 0;
  const position = () => {
    beats += 1;
    return positionAt(7n);
  };
  await sql`alter table web_nodes rename to away`;
  const stop = startNodeHeartbeat(db, { ...unread, position, intervalMs: 5 });
  await waitUntil("several failures", async () => beats > 5);
  await sql`alter table away rename to web_nodes`;
  await waitUntil("its heartbeat", async () => (await listNodes()).length === 1);
  await stop();
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test("a clock that becomes wrong while a node runs is logged once, and so is its end", async () => {
  const lines: string[] = [];
  for (const level of ["warn", "info"] as const)
    vi.spyOn(log, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  let beats = 0;
  const position = () => {
    beats += 1;
    return undefined;
  };
  const waitForBeats = async () => {
    const until = beats + 5;
    await waitUntil("some heartbeats", () => beats >= until);
  };
  const stop = startNodeHeartbeat(db, { ...unread, position });
  await waitForBeats();
  const { now } = Date;
  vi.spyOn(Date, "now").mockImplementation(() => now() + 600_000);
  await waitUntil("the line", () => lines.length > 0);
  await waitForBeats();
  vi.mocked(Date.now).mockRestore();
  await waitUntil("the second line", () => lines.length > 1);
  await waitForBeats();
  await stop();
  expect(lines).toEqual([
    expect.stringMatching(/^This machine's clock is \d+ s ahead of the database's: set both by NTP\.$/),
    "This machine's clock agrees with the database's again.",
  ]);
  vi.restoreAllMocks();
});
