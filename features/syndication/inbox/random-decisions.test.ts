import { randomUUID } from "node:crypto";
import { asc } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { feedItemDecisions, feedItems, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addTestFeed, addTestItem } from "../publication/testing.ts";
import type { ItemChoice } from "./decision-input.ts";
import { decideOnItem } from "./mutations.ts";
import { findBrokenLinks } from "./testing.ts";
import { undoItemDecision } from "./undo.ts";

const { db, clear } = testDatabase();
let editor = 0;
let article = 0;
let items: number[] = [];

/** Seven items of two feeds: two alone, two with duplicates; and an article. */
beforeEach(reset);

async function reset() {
  await clear();
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  editor = member?.id ?? 0;
  const made = { status: "published", title: "A", lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  article = (await upsertArticle(db, { ...made, slug: "a" })).id;
  const one = await addTestFeed(db);
  const two = await addTestFeed(db, { body: "full" }, "La Gazette");
  items = [];
  for (const feed of [one, two, one, two])
    items.push(await addTestItem(db, feed, { title: `Titre ${items.length}`, author: "Jean" }));
  const [first, second] = items;
  for (const [feed, duplicateOfId] of [
    [one, first],
    [two, first],
    [one, second],
  ] as const)
    items.push(await addTestItem(db, feed, { title: `Titre ${items.length}`, state: "merged", duplicateOfId }));
}

const state = () =>
  db
    .select({ id: feedItems.id, state: feedItems.state, duplicateOfId: feedItems.duplicateOfId })
    .from(feedItems)
    .orderBy(asc(feedItems.id));

interface Step {
  kind: "publish" | "draft" | "skip" | "split" | "block" | "merge" | "mergeIntoArticle" | "undo";
  item: number;
  other: number;
}

const kinds = ["publish", "draft", "skip", "split", "block", "merge", "mergeIntoArticle", "undo"] as const;
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...kinds, "merge", "undo", "split"),
  item: fc.nat(6),
  other: fc.nat(6),
});

/** Runs one step; returns the decision that it made. */
async function run({ kind, item, other }: Step): Promise<number | undefined> {
  const itemId = items[item] ?? 0;
  if (kind === "undo") {
    const all = await db
      .select({ id: feedItemDecisions.id })
      .from(feedItemDecisions)
      .orderBy(asc(feedItemDecisions.id));
    const decisionId = all[(item * 7 + other) % Math.max(all.length, 1)]?.id;
    if (decisionId !== undefined) await undoItemDecision(db, { decisionId, memberId: editor });
    return undefined;
  }
  const choice: ItemChoice =
    kind === "merge"
      ? { action: "merge", into: { item: items[other] ?? 0 } }
      : kind === "mergeIntoArticle"
        ? { action: "merge", into: { article } }
        : kind === "block"
          ? { action: "block", kind: "author" }
          : { action: kind };
  const result = await decideOnItem(db, { itemId, memberId: editor, batchKey: randomUUID(), choice });
  return result.ok ? result.value.decision : undefined;
}

test("no order of decisions and undos merges into a merged item, or gives a group two articles", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      await reset();
      let count = 0;
      for (const one of steps) {
        await run(one);
        expect(await findBrokenLinks(db)).toEqual([]);
        const now = await db.$count(feedItemDecisions);
        expect(now).toBeGreaterThanOrEqual(count);
        count = now;
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

test("undoing all decisions, the last one first, restores every item", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        step.filter(({ kind }) => kind !== "undo"),
        { minLength: 2, maxLength: 10 },
      ),
      async (steps) => {
        await reset();
        const before = await state();
        const decisions: number[] = [];
        for (const one of steps) decisions.push(...[await run(one)].filter((id) => id !== undefined));
        for (const decisionId of decisions.reverse())
          expect(await undoItemDecision(db, { decisionId, memberId: editor })).toMatchObject({ ok: true });
        expect(await state()).toEqual(before);
        expect(await findBrokenLinks(db)).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
}, 120_000);

test("decisions cannot be changed or deleted", async () => {
  await run({ kind: "skip", item: 0, other: 0 });
  await expect(db.update(feedItemDecisions).set({ action: "publish" })).rejects.toThrow();
  await expect(db.delete(feedItemDecisions)).rejects.toThrow();
});
