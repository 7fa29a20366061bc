import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { invalidateTags, publishLiveMessages } from "#db/invalidation.ts";
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
const record = (tags: string[]) => void heard.push(tags);

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

test("passes on each change with its urgency, in the order of the commits, before the message that follows it", async () => {
  const said: unknown[] = [];
  const changes = await listenForInvalidations(url, (tags, urgency) => void said.push([tags, urgency]), {
    live: { onMessage: (payload) => void said.push(payload), onConnectionLost: () => {} },
  });
  await db.transaction(async (tx) => {
    await invalidateTags(tx, ["a"], "soon");
    await publishLiveMessages(tx, { topic: "article:1", id: 1, data: 0 });
  });
  await db.transaction(async (tx) => invalidateTags(tx, ["b"], "update"));
  const many = Array.from({ length: 100 }, (_, n) => `${n}`);
  await db.transaction(async (tx) => invalidateTags(tx, many, "soon"));
  await until(() => said.length === 5);
  expect(said).toEqual([
    [["site"], "now"],
    [["a"], "soon"],
    JSON.stringify({ topic: "article:1", id: 1, data: 0 }),
    [["b"], "update"],
    [["site"], "soon"],
  ]);
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

test("treats a malformed message as an invalidation of everything", async () => {
  const changes = await listenForInvalidations(url, record);
  heard.length = 0;
  await sql`select pg_notify('vigie_changes', 'not json')`;
  await until(() => heard.length > 0);
  expect(heard).toEqual([["site"]]);
  await changes.close();
});
