import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { comments, moderationPresence, screeningVerdicts } from "#db/schema.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { addComments } from "#features/comments/mutations.ts";
import { aComment } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { reportComment } from "#features/reports/mutations.ts";
import { decideInBulk } from "../decisions/bulk-decision.ts";
import { decide } from "../decisions/decide.ts";
import { listItems } from "./items/queries.ts";
import { listChanged, listPresence } from "./live/queries.ts";
import { recordPresence } from "./mutations.ts";
import { findArticleThread, findFilterNames } from "./queries.ts";
import { countNewer, countTabs, listAllVersions, listQueue, queuedCommentCount } from "./tabs/queries.ts";
import { parseQueueFilter, type QueueFilter, queueTabs } from "./tabs/rules.ts";
import { listUndoableDecisions } from "./undoable-decisions/queries.ts";

const { db, clear, queries } = testDatabase();
let people: Record<string, number> = {};
const articleIds: number[] = [];
let ids: Map<string, number>;

beforeEach(async () => {
  await clear();
  people = await someMembers(db, { jeanne: "reader", malik: "reader", modo: "moderator", autre: "moderator" });
  articleIds.length = 0;
  ids = new Map();
  let minute = 0;
  for (const slug of ["un", "deux"]) {
    const id = await anArticle(db, slug);
    articleIds.push(id);
    for (const [key, status, handle] of [
      ["vu", "visible", "jeanne"],
      ["attend", "pending", "jeanne"],
      ["aussi", "pending", "malik"],
      ["pub", "spam", "malik"],
      ["refusé", "rejected", "jeanne"],
    ] as const) {
      const createdAt = new Date(Date.UTC(2026, 0, 1, 0, minute++));
      const text = { bodySource: `${key} 100 % sûr`, bodyHtml: `<p>${key}</p>` };
      ids.set(`${slug}/${key}`, await aComment(db, id, { memberId: people[handle], status, createdAt, ...text }));
    }
  }
  await reportComment(db, people.malik ?? 0, on("un/vu"), { reason: "insult", note: "Voyez." });
});

const on = (key: string) => ids.get(key) ?? 0;
const filterBy = (more: Partial<QueueFilter> = {}): QueueFilter => ({ tab: "review", oldest: false, ...more });
const nameOf = (id: number) => [...ids].find(([, known]) => known === id)?.[0];
const shown = async (more: Partial<QueueFilter> = {}, length?: number) =>
  (await listQueue(db, filterBy(more), length)).ids.map(nameOf);

describe("queue tabs", () => {
  test.each([
    ["review", ["un/vu", "deux/aussi", "deux/attend", "un/aussi", "un/attend"]],
    ["reported", ["un/vu"]],
    ["pending", ["deux/aussi", "deux/attend", "un/aussi", "un/attend"]],
    ["spam", ["deux/pub", "un/pub"]],
    [
      "all",
      ["deux", "un"].flatMap((slug) => ["refusé", "pub", "aussi", "attend", "vu"].map((key) => `${slug}/${key}`)),
    ],
  ] as const)("%s", async (tab, expected) => {
    expect(await shown({ tab })).toEqual(expected);
    expect(await shown({ tab, oldest: true })).toEqual(expected.toReversed());
  });

  test("are counted", async () => {
    expect(await countTabs(db)).toEqual({ review: 5, reported: 1, pending: 4, spam: 2 });
    expect((await selectNumbers(db, { n: queuedCommentCount })).n).toBe(5);
  });

  test.each(queueTabs.flatMap((view) => [false, true].map((oldest) => [view, oldest] as const)))(
    "%s (oldest first: %s) continues after the last item of a page, with each item once, filtered too",
    async (tab, oldest) => {
      for (const filter of [
        {},
        { article: articleIds[0] },
        { member: people.malik },
        { q: "100 %" },
        { article: articleIds[1], member: people.malik, q: "sûr" },
      ]) {
        const whole = await shown({ tab, oldest, ...filter });
        const parts: (string | undefined)[] = [];
        let after: QueueFilter["after"];
        for (let n = 0; n < 12; n += 1) {
          const page = await listQueue(db, filterBy({ tab, oldest, ...filter, after }), 1);
          parts.push(...page.ids.map(nameOf));
          after = page.next;
          if (!after) break;
        }
        expect(parts, JSON.stringify(filter)).toEqual(whole);
      }
    },
  );

  test("are filtered by article, member and typed words", async () => {
    expect(await shown({ article: articleIds[0] })).toEqual(["un/vu", "un/aussi", "un/attend"]);
    expect(await shown({ tab: "all", article: articleIds[0] })).toEqual(
      ["refusé", "pub", "aussi", "attend", "vu"].map((key) => `un/${key}`),
    );
    expect(await shown({ member: people.malik })).toEqual(["deux/aussi", "un/aussi"]);
    expect(await shown({ tab: "spam", article: articleIds[1] })).toEqual(["deux/pub"]);
    expect(await shown({ tab: "all", q: "REFUSÉ" })).toEqual(["deux/refusé", "un/refusé"]);
    expect(await shown({ tab: "all", q: "100 %" })).toHaveLength(10);
    for (const q of ["%", "_", "\\"]) expect((await shown({ tab: "all", q })).length, q).toBe(q === "%" ? 10 : 0);
  });

  test("accept cursors of other tabs and cursors out of range", async () => {
    for (const view of queueTabs)
      for (const after of ["99999999999999.999999999999999", "0.0", "1.1"])
        expect(
          (await listQueue(db, parseQueueFilter({ view, after, article: String(articleIds[0]) }))).ids,
        ).toBeInstanceOf(Array);
  });

  test("count newer items and list all items with their versions", async () => {
    const { first } = await listQueue(db, filterBy());
    if (!first) throw new Error("The queue is empty.");
    expect(await countNewer(db, filterBy(), first)).toBe(0);
    await reportComment(db, people.malik ?? 0, on("deux/vu"), { reason: "spam", note: "" });
    expect(await countNewer(db, filterBy(), first)).toBe(1);
    expect(await countNewer(db, filterBy({ tab: "reported", q: "vu" }), first)).toBe(1);
    expect(await countNewer(db, filterBy({ tab: "pending" }), first)).toBe(0);
    expect(
      (await listAllVersions(db, filterBy({ tab: "pending" }), 3)).map(({ id, version }) => [nameOf(id), version]),
    ).toEqual([
      ["deux/aussi", 0],
      ["deux/attend", 0],
      ["un/aussi", 0],
    ]);
  });
});

describe("queue items", () => {
  test("show verdicts, decisions and the parent comment, in a fixed number of statements", async () => {
    const { id } = { id: on("un/vu") };
    await db.insert(screeningVerdicts).values({
      commentId: id,
      position: 0,
      reason: "verdict.suspectWords",
      action: "flag",
      values: { count: 1, words: "x" },
    });
    const by = { actor: { id: people.autre ?? 0 } };
    await decide(db, { ...by, subject: { kind: "comment", id }, action: "feature" });
    await decide(db, { ...by, subject: { kind: "member", id: people.jeanne ?? 0 }, action: "premoderate" });
    await addComments(db, articleIds[0] ?? 0, [
      {
        key: "r",
        parent: { id },
        status: "pending",
        bodySource: "r",
        bodyHtml: "<p>r</p>",
        createdAt: new Date(),
        authorName: "Import",
      },
    ]);
    const all = (await listQueue(db, filterBy({ tab: "all" }))).ids;
    const { result, statements } = await queries(() => listItems(db, all, people.modo ?? 0));
    expect(statements).toHaveLength(5);
    expect(result.map((item) => item.id)).toEqual(all);
    expect(result.find((item) => item.id === id)).toMatchObject({
      status: "visible",
      version: 1,
      featured: true,
      name: "jeanne",
      article: { slug: "un" },
      queue: { reports: 1 },
      standingVersion: 1,
      verdicts: [{ reason: "verdict.suspectWords", action: "flag", values: { words: "x" } }],
      decisions: [{ action: "feature", by: "autre", undone: false }],
    });
    expect(result[0]).toMatchObject({
      name: "Import",
      memberId: null,
      parentId: id,
      parentName: "jeanne",
      parentHtml: "<p>vu</p>",
    });
    expect(await listItems(db, [4242], 0)).toEqual([]);
  });

  test("show the note of a decision to every moderator but the comment's author", async () => {
    const id = on("un/vu");
    const by = { actor: { id: people.autre ?? 0 }, note: "Entre nous." };
    await decide(db, { ...by, subject: { kind: "comment", id }, action: "feature" });
    const noteFor = async (viewerId = 0) => (await listItems(db, [id], viewerId))[0]?.decisions[0]?.note;
    expect(await noteFor(people.modo)).toBe("Entre nous.");
    expect(await noteFor(people.jeanne)).toBe("");
  });

  test("show the presence of other moderators, one comment each, until it expires", async () => {
    await recordPresence(db, people.modo ?? 0, on("un/attend"));
    await recordPresence(db, people.modo ?? 0, on("un/aussi"));
    await recordPresence(db, people.autre ?? 0, on("un/aussi"));
    await recordPresence(db, people.autre ?? 0, 4242);
    const all = [...ids.values()];
    expect(await listPresence(db, all, people.autre ?? 0)).toEqual([{ commentId: on("un/aussi"), name: "modo" }]);
    expect(await listPresence(db, all, people.modo ?? 0)).toEqual([{ commentId: on("un/aussi"), name: "autre" }]);
    await db.update(moderationPresence).set({ expiresAt: sql`now() - interval '1 second'` });
    expect(await listPresence(db, all, people.modo ?? 0)).toEqual([]);
  });

  test("are listed if they changed since they were shown", async () => {
    await decide(db, {
      actor: { id: people.autre ?? 0 },
      subject: { kind: "comment", id: on("un/attend") },
      action: "approve",
    });
    await db.delete(comments).where(eq(comments.id, on("deux/pub")));
    const seen = ["un/attend", "un/aussi", "deux/pub"].map((key) => ({ id: on(key), version: 0 }));
    expect((await listChanged(db, seen)).map(nameOf)).toEqual(["un/attend", "deux/pub"]);
  });
});

test("lists one's own last decisions that can be undone, a selection as one", async () => {
  const actor = { id: people.modo ?? 0 };
  await decide(db, { actor, subject: { kind: "comment", id: on("un/attend") }, action: "approve" });
  await decideInBulk(db, {
    actor,
    action: "spam",
    items: ["un/aussi", "deux/aussi", "deux/attend"].map((key) => ({ id: on(key), version: 0 })),
  });
  await decide(db, {
    actor: { id: people.autre ?? 0 },
    subject: { kind: "comment", id: on("un/pub") },
    action: "approve",
  });
  await decide(db, { actor, subject: { kind: "article", id: articleIds[0] ?? 0 }, action: "close" });
  expect(await listUndoableDecisions(db, actor.id)).toMatchObject([
    { action: "close", subjectId: articleIds[0], name: null, article: "un", parts: 0 },
    { action: "spam", subjectId: on("un/aussi"), name: "malik", article: null, parts: 2 },
    { action: "approve", subjectId: on("un/attend"), name: "jeanne", parts: 0 },
  ]);
  expect(await findArticleThread(db, articleIds[0] ?? 0)).toMatchObject({ title: "un", policy: "closed", version: 1 });
  expect(await findArticleThread(db, 4242)).toBeUndefined();
  expect(await findFilterNames(db, { article: articleIds[0], member: people.malik })).toEqual({
    article: await findArticleThread(db, articleIds[0] ?? 0),
    member: { name: "malik" },
  });
});
