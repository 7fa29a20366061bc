import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import type { ItemAction } from "#db/schema/syndication.ts";
import { feedItemDecisions, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { addTestFeed, addTestItem } from "../publication/testing.ts";
import { listDecidedItems, listDeciders } from "./decision-list.ts";
import { decideOnItem } from "./mutations.ts";
import { type InboxFilter, inboxHref, parseInboxFilter } from "./rules.ts";

const { db, clear } = testDatabase();
let editors: number[] = [];
let feed = 0;
beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values(["Ada", "Edith", "Zoe"].map((name) => ({ name, handle: name.toLowerCase(), role: "editor" as const })))
    .returning({ id: members.id });
  editors = rows.map(({ id }) => id);
  feed = await addTestFeed(db);
});

/** Records a decision about a new item; without a member, an automatic one. Returns its id. */
async function record(action: ItemAction, memberId: number | null): Promise<number> {
  const itemId = await addTestItem(db, feed, { title: randomUUID(), state: action === "merge" ? "merged" : "skipped" });
  const before = { state: "waiting" as const, articleId: null, duplicateOfId: null, sourceChange: null };
  const [row] = await db
    .insert(feedItemDecisions)
    .values({ itemId, memberId, action, batchKey: randomUUID(), before })
    .returning({ id: feedItemDecisions.id });
  return row?.id ?? 0;
}

/** All pages of two, by id. */
async function listAll(filter: Partial<InboxFilter>): Promise<number[]> {
  const ids: number[] = [];
  let after: InboxFilter["after"];
  do {
    const page = await listDecidedItems(db, { tab: "decided", ...filter, after }, 2);
    ids.push(...page.rows.map(({ id }) => id));
    after = page.next;
  } while (after);
  return ids;
}

test("lists the team's decisions, whoever made them, and the automatic ones apart, page by page", async () => {
  const [ada = 0, edith = 0] = editors;
  const team: number[] = [];
  const automatic: number[] = [];
  for (const member of [ada, null, edith, edith, null, ada, null, null, edith]) {
    const id = await record(member === null ? "merge" : "skip", member);
    (member === null ? automatic : team).unshift(id);
  }
  expect(await listAll({})).toEqual(team);
  expect(await listAll({ scope: "automatic" })).toEqual(automatic);
  expect(await listAll({ scope: "automatic", action: "block" })).toEqual([]);
  expect(await listAll({ action: "skip" })).toEqual(team);
  expect((await listAll({ member: edith })).length).toBe(3);
  // Zoe decided nothing.
  expect((await listDeciders(db)).map(({ name }) => name)).toEqual(["Ada", "Edith"]);
});

test("lists nothing before the first decision", async () => {
  expect(await listAll({})).toEqual([]);
  expect(await listDeciders(db)).toEqual([]);
});

test("lists duplicates of a skipped item, until they wait again", async () => {
  const [ada = 0] = editors;
  const first = await addTestItem(db, feed, { title: "Le premier", state: "waiting" });
  const copy = await addTestItem(db, feed, { state: "merged", duplicateOfId: first });
  const before = { state: "waiting" as const, articleId: null, duplicateOfId: null, sourceChange: null };
  await db.insert(feedItemDecisions).values({ itemId: copy, action: "merge", batchKey: "poll:1", before });
  const duplicatesOfSkipped = async () =>
    (await listDecidedItems(db, { tab: "decided", scope: "duplicatesOfSkipped" })).rows;
  expect(await duplicatesOfSkipped()).toEqual([]);
  await decideOnItem(db, { itemId: first, memberId: ada, batchKey: "key-of-skip", choice: { action: "skip" } });
  expect(await duplicatesOfSkipped()).toMatchObject([
    { itemId: copy, first: { title: "Le premier", isSkipped: true } },
  ]);
  await decideOnItem(db, { itemId: copy, memberId: ada, batchKey: "key-of-split", choice: { action: "split" } });
  expect(await duplicatesOfSkipped()).toEqual([]);
});

test("the address of a page keeps the scope of the decisions", () => {
  const filter = parseInboxFilter({ view: "decided", who: "automatic", action: "merge", by: "3", after: "12" });
  expect(filter).toMatchObject({ scope: "automatic", action: "merge", member: undefined, after: { id: 12 } });
  expect(inboxHref({ ...filter, after: undefined }, { after: "9" })).toBe(
    "/admin/inbox?view=decided&who=automatic&action=merge&after=9",
  );
  expect(inboxHref({ tab: "decided", scope: "team" })).toBe("/admin/inbox?view=decided");
});
