import { beforeEach, expect, test, vi } from "vitest";
import type { ChangeLogPosition } from "#db/change-log.ts";
import { testDatabase } from "#db/testing.ts";
import { log } from "#lib/log/log.ts";
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
const listNodes = () => sql<{ build: string; timeline: number | null; xid: string | null; beat: string }[]>`
  select build, timeline, xid::text as xid, beat_at::text as beat from web_nodes order by build`;

test("a node writes how far it has read the change log, and deletes its row when it stops", async () => {
  let xmin = 7n;
  const stop = startNodeHeartbeat(db, { build: "a", position: () => positionAt(xmin), intervalMs: 20 });
  await waitUntil("its first heartbeat", async () => (await listNodes()).length === 1);
  expect((await listNodes())[0]).toMatchObject({ build: "a", timeline: 1, xid: "7" });
  // More than a number of 53 bits.
  xmin = 2n ** 60n + 1n;
  await waitUntil("its next one", async () => (await listNodes())[0]?.xid === String(xmin));
  await stop();
  expect(await listNodes()).toEqual([]);
});

test("each run of a node has a row, without a position until it has read the change log", async () => {
  const stops = ["a", "b"].map((build) => startNodeHeartbeat(db, { build, position: () => undefined, intervalMs: 20 }));
  await waitUntil("both", async () => (await listNodes()).length === 2);
  expect((await listNodes()).map(({ build, timeline, xid }) => [build, timeline, xid])).toEqual([
    ["a", null, null],
    ["b", null, null],
  ]);
  for (const stop of stops) await stop();
});

test("the row of a node that died is deleted after a day, and that of a running node is written again", async () => {
  await sql`insert into web_nodes (id, host, build, beat_at) values
    ('dead', 'h', 'dead', now() - interval '25 hours'), ('silent', 'h', 'silent', now() - interval '23 hours')`;
  const stop = startNodeHeartbeat(db, { build: "a", position: () => undefined, intervalMs: 20 });
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
  const stop = startNodeHeartbeat(db, { build: "a", position, intervalMs: 5 });
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
  const stop = startNodeHeartbeat(db, { build: "a", position, intervalMs: 20 });
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
