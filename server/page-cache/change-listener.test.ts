import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { invalidateTags, type Urgency } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { listenForInvalidations } from "./change-listener.ts";

const { db, sql, url } = testDatabase();
const heard: string[][] = [];
beforeEach(() => {
  heard.length = 0;
});

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 20_000) throw new Error(`not heard; so far ${JSON.stringify(heard)}`);
    await sleep(10);
  }
}
const record = async (tags: string[]) => void heard.push(tags);

test("expires everything before it follows the first change, then each change once it is committed", async () => {
  const changes = await listenForInvalidations(url, record);
  expect(heard).toEqual([["site"]]);
  await db.transaction(async (tx) => invalidateTags(tx, ["articles:lists", "articles:id:1"]));
  await db
    .transaction(async (tx) => {
      await invalidateTags(tx, ["never"]);
      throw new Error("rolled back");
    })
    .catch(() => {});
  await db.transaction(async (tx) => invalidateTags(tx, ["last"]));
  await until(() => heard.flat().includes("last"));
  expect(heard.flat()).toEqual(["site", "articles:lists", "articles:id:1", "last"]);
  await changes.close();
});

test("handles urgent invalidations before additions", async () => {
  const said: [string[], Urgency][] = [];
  let free = () => {};
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const changes = await listenForInvalidations(url, async (tags, urgency) => {
    said.push([tags, urgency]);
    if (tags.includes("first")) await held;
  });
  await db.transaction(async (tx) => invalidateTags(tx, ["first"]));
  await until(() => said.flat(2).includes("first"));
  for (const tag of ["a", "b"]) await db.transaction(async (tx) => invalidateTags(tx, [tag], "soon"));
  await db.transaction(async (tx) => invalidateTags(tx, ["gone"]));
  await db.transaction(async (tx) =>
    invalidateTags(
      tx,
      Array.from({ length: 100 }, (_, n) => `${n}`),
      "soon",
    ),
  );
  const other = await listenForInvalidations(url, record, {
    live: { onMessage: () => {}, onConnectionLost: () => {} },
  });
  await until(() => heard.length > 0);
  await other.close();
  // Sent on one connection in this order: when the last has arrived, all have.
  await sql`select pg_notify('vigie_changes', '["last"]')`;
  free();
  await until(() => said.flat(2).includes("last") && said.some(([, urgency]) => urgency === "soon"));
  expect(said.slice(0, 2)).toEqual([
    [["site"], "now"],
    [["first"], "now"],
  ]);
  const later = said.slice(2);
  expect(new Set(later.filter(([, urgency]) => urgency === "now").flatMap(([tags]) => tags))).toEqual(
    new Set(["gone", "last"]),
  );
  expect(new Set(later.filter(([, urgency]) => urgency === "soon").flatMap(([tags]) => tags))).toEqual(
    new Set(["a", "b", "site"]),
  );
  await changes.close();
});

test("reconnects by itself after a lost connection, and then expires everything", async () => {
  const changes = await listenForInvalidations(url, record);
  heard.length = 0;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where pid <> pg_backend_pid() and query like 'listen %' and datname = current_database()`;
  await until(() => heard.flat().includes("site"));
  await db.transaction(async (tx) => invalidateTags(tx, ["after"]));
  await until(() => heard.flat().includes("after"));
  await changes.close();
});

test("collects changes that arrive during an invalidation, and retries a failed one", async () => {
  let calls = 0;
  const changes = await listenForInvalidations(url, async (tags) => {
    calls += 1;
    if (calls === 2) throw new Error("not now");
    await sleep(50);
    heard.push(tags);
  });
  for (let n = 0; n < 50; n += 1) await db.transaction(async (tx) => invalidateTags(tx, [`tag:${n}`]));
  await until(() => heard.flat().includes("tag:49"));
  expect(new Set(heard.flat()).size).toBe(51);
  expect(calls).toBeLessThan(40);
  await changes.close();
});

test("treats a malformed message as an invalidation of everything", async () => {
  const changes = await listenForInvalidations(url, record);
  heard.length = 0;
  await sql`select pg_notify('vigie_changes', 'not json')`;
  await until(() => heard.length > 0);
  expect(heard).toEqual([["site"]]);
  await changes.close();
});
