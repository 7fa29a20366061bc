import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { invalidateAndPublish, invalidateTags, publishLiveMessages, type Urgency } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { type ChangeFollower, followChanges } from "./follow-changes.ts";

const { db, sql, url } = testDatabase();
const heard: unknown[] = [];
let follower: ChangeFollower | undefined;
beforeEach(() => {
  heard.length = 0;
});
afterEach(async () => {
  await follower?.close();
  follower = undefined;
});

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 60_000) throw new Error(`it did not happen; so far ${JSON.stringify(heard)}`);
    await sleep(10);
  }
}

const record = (tags: string[], urgency: Urgency) => void heard.push([tags, urgency]);
const live = {
  onMessage: (payload: string) => void heard.push(JSON.parse(payload)),
  onConnectionLost: () => void heard.push("lost"),
};
const message = { topic: "article:1", id: 1, data: 0 };

/** Follows the changes as another process: those of this one are read from the log. */
async function followAsOther(options: Partial<Parameters<typeof followChanges>[1]> = {}): Promise<void> {
  follower = await followChanges(url, { record, live, ...options });
  globalThis.vigieCommitHooks = undefined;
  heard.length = 0;
}

test("invalidates everything before it follows the first change", async () => {
  follower = await followChanges(url, { record, live });
  expect(heard).toEqual([[["site"], "now"], "lost"]);
});

test("reports when it last read the whole log, also while nothing changes", async () => {
  const before = performance.now();
  await followAsOther();
  const first = follower?.readAt ?? 0;
  expect(first).toBeGreaterThanOrEqual(before);
  await until(() => (follower?.readAt ?? 0) > first);
  // A change that was committed before the read began has been recorded.
  await invalidateTags(db, ["read"]);
  const committed = performance.now();
  await until(() => (follower?.readAt ?? 0) > committed);
  expect(heard).toEqual([[["read"], "now"]]);
});

test("passes on each change with its urgency and messages once it is committed, and none that is rolled back", async () => {
  await followAsOther();
  await db.transaction(async (tx) => {
    await invalidateAndPublish(tx, { invalidation: { tags: ["a", "b"], urgency: "soon" }, messages: [message] });
  });
  await db
    .transaction(async (tx) => {
      await invalidateTags(tx, ["never"]);
      throw new Error("rolled back");
    })
    .catch(() => {});
  await invalidateTags(db, ["c"], "update");
  await publishLiveMessages(db, message);
  await invalidateTags(
    db,
    Array.from({ length: 501 }, (_, n) => `${n}`),
  );
  await until(() => heard.length >= 5);
  expect(heard).toEqual([[["a", "b"], "soon"], message, [["c"], "update"], message, [["site"], "now"]]);
});

test("records a change of its own process at the commit, before the caller continues, and not again from the log", async () => {
  follower = await followChanges(url, { record, note: (tags) => void heard.push(tags) });
  heard.length = 0;
  await db.transaction(async (tx) => {
    await invalidateTags(tx, ["own"], "soon");
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual([[["own"], "soon"]]);
  await invalidateTags(db, ["next"]);
  await until(() => heard.length >= 4);
  const own = [["own"], "soon"];
  expect(heard.filter((one) => JSON.stringify(one).includes("own"))).toEqual([own, ["own"]]);
  expect(heard.filter((one) => JSON.stringify(one).includes("next"))).toEqual([[["next"], "now"], ["next"]]);
});

test("records a change that a transaction left behind, though it is written after the transaction has ended", async () => {
  follower = await followChanges(url, { record });
  heard.length = 0;
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  let later: Promise<void> | undefined;
  await db.transaction(async () => {
    // Keeps the context of the transaction.
    later = isOver.then(() => invalidateTags(db, ["later"]));
  });
  end();
  await later;
  expect(heard).toEqual([[["later"], "now"]]);
});

test("a process that serves no pages notifies the others of what it commits", async () => {
  const notified: string[] = [];
  const { unlisten } = await sql.listen("vigie_changes", (payload) => notified.push(payload));
  await invalidateTags(db, ["alone"]);
  await until(() => notified.length === 1);
  await db.transaction((tx) => invalidateTags(tx, ["in a transaction"]));
  await until(() => notified.length === 2);
  expect(notified).toEqual(["", ""]);
  await unlisten();
});

test("misses no change of a transaction that commits after later ones", async () => {
  await followAsOther();
  const other = connect(url, { max: 1 });
  const { promise: isRecorded, resolve: recorded } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const slow = other.db.transaction(async (tx) => {
    await invalidateTags(tx, ["slow"]);
    recorded();
    await mayCommit;
  });
  await isRecorded;
  for (const tag of ["1", "2", "3"]) await invalidateTags(db, [tag]);
  await until(() => heard.length >= 3);
  commit();
  await slow;
  await until(() => heard.length >= 4);
  await invalidateTags(db, ["4"]);
  await until(() => heard.length >= 5);
  expect(heard.map((one) => (one as [string[]])[0][0])).toEqual(["1", "2", "3", "slow", "4"]);
  await other.close();
});

test("reads a change without a notification", async () => {
  await followAsOther();
  await sql`insert into changes (tags, urgency) values ('{quiet}', 'now')`;
  await until(() => heard.length >= 1);
  expect(heard).toEqual([[["quiet"], "now"]]);
});

test("after a lost connection it continues where it stopped", async () => {
  await followAsOther();
  await invalidateTags(db, ["before"]);
  await until(() => heard.length === 1);
  await sql.begin(async (tx) => {
    await tx`select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and query like '%pg_current_snapshot%' and datname = current_database()`;
    await tx`insert into changes (tags, urgency) values ('{meanwhile}', 'now')`;
  });
  await until(() => heard.length === 2);
  await invalidateTags(db, ["after"]);
  await until(() => heard.length === 3);
  expect(heard.map((one) => (one as [string[]])[0][0])).toEqual(["before", "meanwhile", "after"]);
});

test("invalidates everything after the history of the database changed", async () => {
  await followAsOther();
  await sql`insert into changes (timeline, tags, urgency) select max(timeline) + 1, '{promoted}', 'soon' from changes`;
  await invalidateTags(db, ["later"]);
  await until(() => heard.some((one) => JSON.stringify(one).includes("later")));
  expect(heard).toContainEqual([["promoted"], "soon"]);
});

test("forgets changes that a dump brought from another cluster", async () => {
  await sql`insert into changes (xid, tags, urgency) values ('9000000000', '{foreign}', 'now')`;
  await followAsOther();
  await invalidateTags(db, ["own"]);
  await until(() => heard.length >= 1);
  expect(heard).toEqual([[["own"], "now"]]);
});

test("follows a process of an earlier version, which notifies with tags", async () => {
  await followAsOther();
  await sql`select pg_notify('vigie_changes', '{"soon": ["a"]}')`;
  await sql`select pg_notify('vigie_changes', '["b"]')`;
  await until(() => heard.length === 2);
  expect(heard).toEqual([
    [["a"], "soon"],
    [["b"], "now"],
  ]);
});
