import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Connection, connect } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { migrate } from "#db/migrate.ts";
import { PostgresServer } from "../testing/cluster/postgres-servers.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { waitUntil } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { type ChangeFollower, followChanges } from "./follow-changes.ts";

const folder = createTestFolder();
let primary: PostgresServer;
let standby: PostgresServer;
let other: PostgresServer;
let writer: Connection;
const heard: string[] = [];
let follower: ChangeFollower | undefined;

beforeAll(async () => {
  primary = await PostgresServer.startPrimary(path.join(folder, "primary"));
  await migrate(primary.url);
  standby = await primary.startStandby(path.join(folder, "standby"), { name: "one" });
  other = await primary.startStandby(path.join(folder, "other"), { name: "two" });
  writer = connect(primary.url, { max: 3 });
});
beforeEach(async () => {
  await standby.waitFor(primary);
  await other.waitFor(primary);
});
afterEach(async () => {
  await follower?.close();
});
afterAll(async () => {
  await writer?.close();
  for (const server of [standby, other, primary]) await server?.stop();
  removeTestFolder(folder);
});

/** The server that is read, and a function that reads from another one. */
function readFrom(first: PostgresServer) {
  let [url, onSwitch] = [first.url, () => {}];
  return {
    reader: {
      get url() {
        return url;
      },
      onSwitch(listener: () => void) {
        onSwitch = listener;
        return () => {};
      },
    },
    switchTo(server: PostgresServer) {
      url = server.url;
      onSwitch();
    },
  };
}

/** Follows the changes as a process other than the one that writes. */
async function follow(reader: ReturnType<typeof readFrom>["reader"]): Promise<ChangeFollower> {
  const started = await followChanges(primary.url, { record: (tags) => void heard.push(...tags), readFrom: reader });
  globalThis.vigieCommitHooks = undefined;
  heard.length = 0;
  follower = started;
  return started;
}

const hear = (tag: string) => waitUntil(`the change of ${tag}`, async () => heard.includes(tag));

test("a change is read once the standby shows it, not before", async () => {
  await follow(readFrom(standby).reader);
  await standby.pauseReplay();
  await invalidateTags(writer.db, ["a"]);
  await other.waitFor(primary);
  expect(heard).toEqual([]);
  await standby.resumeReplay();
  await hear("a");
});

test("a change of a transaction that commits after later ones is read, and none twice", async () => {
  await follow(readFrom(standby).reader);
  const { promise: isRecorded, resolve: recorded } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const slow = writer.db.transaction(async (tx) => {
    await invalidateTags(tx, ["slow"]);
    recorded();
    await mayCommit;
  });
  await isRecorded;
  for (const tag of ["1", "2", "3"]) {
    await invalidateTags(writer.db, [tag]);
    await hear(tag);
  }
  commit();
  await slow;
  await hear("slow");
  await invalidateTags(writer.db, ["4"]);
  await hear("4");
  expect(heard).toEqual(["1", "2", "3", "slow", "4"]);
});

test("a member's change counts as read when the standby shows it", async () => {
  const started = await follow(readFrom(standby).reader);
  await standby.pauseReplay();
  await writer.sql`insert into changes (tags, urgency) values ('{mine}', 'soon')`;
  const [row] = await writer.sql<{ timeline: number; xid: string }[]>`
    select timeline, xid::text as xid from changes order by id desc limit 1`;
  const commit = { timeline: row?.timeline ?? 0, xid: BigInt(row?.xid ?? 0) };
  expect(await started.waitFor(commit, 50)).toBe(false);
  await standby.resumeReplay();
  expect(await started.waitFor(commit, 60_000)).toBe(true);
  expect(heard).toEqual(["mine"]);
});

test("when pages are rendered from another standby, which may be behind, everything is invalidated, and later changes are read there", async () => {
  const servers = readFrom(standby);
  await follow(servers.reader);
  await other.pauseReplay();
  await invalidateTags(writer.db, ["a"]);
  await hear("a");
  servers.switchTo(other);
  await hear("site");
  await other.resumeReplay();
  await waitUntil("the change on the other standby", async () => heard.filter((tag) => tag === "a").length === 2);
});

test("what the standby has not replayed does not count as read, however often its log is read", async () => {
  let reads = 0;
  follower = await followChanges(primary.url, {
    record: () => {},
    onPosition: () => {
      reads += 1;
    },
    readFrom: readFrom(standby).reader,
    comparesWithPrimary: true,
  });
  globalThis.vigieCommitHooks = undefined;
  const isReadSince = (at: number) => (follower?.readAt ?? 0) > at;
  const before = performance.now();
  await waitUntil("the standby counts as current", async () => isReadSince(before));
  await standby.pauseReplay();
  await invalidateTags(writer.db, ["a"]);
  const committed = performance.now();
  const last = reads;
  await waitUntil("some reads", async () => reads > last + 10);
  expect(isReadSince(committed)).toBe(false);
  await standby.resumeReplay();
  await waitUntil("the standby counts as current again", async () => isReadSince(committed));
});

test("the log of a standby that is behind counts as polled, so that the node stays ready, but not as read", async () => {
  await follow(readFrom(standby).reader);
  await standby.pauseReplay();
  await invalidateTags(writer.db, ["a"]);
  const committed = performance.now();
  await waitUntil("a poll", async () => (follower?.polledAt ?? 0) > committed);
  expect(follower?.readAt).toBe(Number.NEGATIVE_INFINITY);
  await standby.resumeReplay();
});

/** Follows the changes of the first standby through a link, and counts how often the follower asks for the address. */
async function followThrough(link: TcpProxy) {
  const asked = { count: 0 };
  await follow({
    get url() {
      asked.count += 1;
      return link.addressOf(standby.url);
    },
    onSwitch: () => () => {},
  });
  return asked;
}

test("after a lost connection to a standby, also with attempts that fail, reading continues where it stopped", async () => {
  const link = await TcpProxy.open({ port: standby.port });
  const asked = await followThrough(link);
  await invalidateTags(writer.db, ["before"]);
  await hear("before");
  link.cut();
  const asks = asked.count;
  await invalidateTags(writer.db, ["meanwhile"]);
  await standby.waitFor(primary);
  await waitUntil("attempts that fail", async () => asked.count > asks + 5);
  link.heal();
  await hear("meanwhile");
  expect(heard).toEqual(["before", "meanwhile"]);
  await follower?.close();
  await link.close();
});

test("when another standby answers at the same address, everything is invalidated", async () => {
  const link = await TcpProxy.open({ port: standby.port });
  await followThrough(link);
  link.cut();
  link.redirect(other.port);
  link.heal();
  await hear("site");
  await follower?.close();
  await link.close();
});

test("after a restart of the standby, which may show less than before for a moment, everything is invalidated", async () => {
  await follow(readFrom(standby).reader);
  await standby.stop();
  await standby.start();
  await hear("site");
  await invalidateTags(writer.db, ["a"]);
  await hear("a");
});

test("the position is unknown from the moment when pages come from another server until its log was read, also after a failed attempt", async () => {
  const events: string[] = [];
  const link = await TcpProxy.open({ port: other.port });
  let [url, listener] = [standby.url, () => {}];
  const reader = {
    get url() {
      return url;
    },
    onSwitch(given: () => void) {
      listener = given;
      return () => {};
    },
  };
  follower = await followChanges(primary.url, {
    record: (tags) => void events.push(...tags),
    onPosition: (_, { isGap }) => void events.push(isGap ? "gap" : "position"),
    onLost: () => void events.push("lost"),
    readFrom: reader,
  });
  events.length = 0;
  // The new server answers the first statements, and then nothing.
  url = link.addressOf(other.url);
  link.latencyMs.toClient = 50;
  listener();
  expect(events).toContain("lost");
  expect([follower.readAt, follower.polledAt]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  await waitUntil("a connection", async () => link.connectionCount > 0);
  link.cut();
  link.latencyMs.toClient = 0;
  link.heal();
  await waitUntil("a position", async () => events.at(-1) === "position");
  // In this order: nothing counts as read before everything was invalidated.
  expect(events.filter((event) => event !== "lost").slice(0, 2)).toEqual(["site", "gap"]);
  await follower.close();
  await link.close();
});

test("a replica that was promoted by mistake is left for the primary", async () => {
  const promoted = await primary.startStandby(path.join(folder, "promoted"), { name: "three" });
  try {
    const servers = readFrom(promoted);
    const { timeline = 0 } = (await follow(servers.reader)).position ?? {};
    await promoted.promote();
    await waitUntil("a read of its timeline", async () => (follower?.position?.timeline ?? 0) > timeline);
    heard.length = 0;
    servers.switchTo(primary);
    await hear("site");
    await invalidateTags(writer.db, ["after it"]);
    await hear("after it");
    expect(follower?.position?.timeline).toBe(timeline);
  } finally {
    await follower?.close();
    await promoted.stop();
  }
});

// The last test: it promotes a standby.
test("after a promotion the former primary is refused, however often it is tried, until the address leads to the new one", async () => {
  const link = await TcpProxy.open({ port: primary.port, isPostgres: true });
  const promoted = connect(other.url, { max: 1 });
  const moveTo = (server: PostgresServer) => {
    link.redirect(server.port);
    link.cut();
    link.heal();
  };
  try {
    follower = await followChanges(link.addressOf(primary.url), { record: (tags) => void heard.push(...tags) });
    globalThis.vigieCommitHooks = undefined;
    await other.promote();
    moveTo(other);
    await waitUntil("the first read of the new primary", async () => {
      await invalidateTags(promoted.db, ["new"]);
      return heard.includes("new");
    });
    const countSessions = async () => {
      const [row] = await writer.sql<{ n: number }[]>`
        select sessions::int as n from pg_stat_database where datname = current_database()`;
      return row?.n ?? 0;
    };
    const before = await countSessions();
    heard.length = 0;
    await invalidateTags(writer.db, ["former"]);
    moveTo(primary);
    // More often than the reads after which everything would be invalidated instead.
    await waitUntil("several attempts", async () => (await countSessions()) >= before + 6);
    expect([heard, follower.polledAt]).toEqual([[], Number.NEGATIVE_INFINITY]);
    moveTo(other);
    await hear("site");
    await invalidateTags(promoted.db, ["later"]);
    await hear("later");
  } finally {
    await promoted.close();
    await link.close();
  }
});
