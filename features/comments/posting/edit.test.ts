import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { commentReactions, comments, members, notifications, threadRanks } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { storeThreadRanks, threadRankingJob } from "../jobs.ts";
import { addComments } from "../mutations.ts";
import { deleteComment } from "./delete.ts";
import { editComment } from "./edit.ts";
import { reactToComment } from "./react.ts";

const { db, clear, queries } = testDatabase();
let articleId = 0;
let ids: Map<string, number>;
let people: number[];

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  const rows = await db
    .insert(members)
    .values(Array.from({ length: 20 }, (_, n) => ({ name: `M${n}`, handle: `m${n}` })))
    .returning({ id: members.id });
  people = rows.map((row) => row.id);
  const one = (key: string, status: "visible" | "pending" = "visible") =>
    ({ key, memberId: people[0], status, bodySource: key, bodyHtml: `<p>${key}</p>`, createdAt: new Date(0) }) as const;
  ids = await addComments(db, articleId, [one("premier"), one("second"), one("attend", "pending")]);
});

const id = (key: string) => ids.get(key) ?? 0;
const person = (n: number) => people[n] ?? 0;
async function stored(key: string) {
  const [row] = await db
    .select({ count: comments.reactionCount })
    .from(comments)
    .where(eq(comments.id, id(key)));
  return { count: row?.count, rows: await db.$count(commentReactions, eq(commentReactions.commentId, id(key))) };
}

test("counts a reaction once, withdraws it, and toggles it without a stated value", async () => {
  expect(await reactToComment(db, person(1), id("second"), true)).toMatchObject({
    ok: true,
    value: { on: true, count: 1, slug: "fil", thread: 2, hasSeparatePage: false },
  });
  expect(await reactToComment(db, person(1), id("second"), true)).toMatchObject({ value: { on: true, count: 1 } });
  expect(await stored("second")).toEqual({ count: 1, rows: 1 });
  expect(await reactToComment(db, person(1), id("second"), false)).toMatchObject({ value: { on: false, count: 0 } });
  expect(await reactToComment(db, person(1), id("second"))).toMatchObject({ value: { on: true, count: 1 } });
  expect(await reactToComment(db, person(1), id("second"))).toMatchObject({ value: { on: false, count: 0 } });
  expect(await stored("second")).toEqual({ count: 0, rows: 0 });
});

test("stores a reaction in seven statements with its ranking job, and nothing for a repeated one", async () => {
  await reactToComment(db, person(2), id("premier"), true);
  const first = await queries(() => reactToComment(db, person(1), id("second"), true));
  expect(first.statements, first.statements.join("\n")).toHaveLength(7);
  expect((await queries(() => reactToComment(db, person(1), id("second"), true))).statements).toHaveLength(2);
});

test("refuses reactions to one's own comment, a hidden comment and a withdrawn article", async () => {
  expect(await reactToComment(db, person(0), id("premier"), true)).toMatchObject({ code: "comment.own" });
  expect(await reactToComment(db, person(1), id("attend"), true)).toMatchObject({ code: "comment.gone" });
  expect(await reactToComment(db, person(1), 4242, true)).toMatchObject({ code: "comment.gone" });
  await setArticleStatus(db, [articleId], "withdrawn");
  expect(await reactToComment(db, person(1), id("premier"), true)).toMatchObject({ code: "comment.gone" });
  expect(await db.$count(commentReactions)).toBe(0);
});

test("keeps the count exact when many members react twice at once", async () => {
  await Promise.all(
    people.slice(1).flatMap((member) => [true, true].map((on) => reactToComment(db, member, id("premier"), on))),
  );
  expect(await stored("premier")).toEqual({ count: 19, rows: 19 });
  await Promise.all(people.slice(1, 6).map((member) => reactToComment(db, member, id("premier"))));
  expect(await stored("premier")).toEqual({ count: 14, rows: 14 });
});

test("ranks the threads in the worker after reactions", async () => {
  await reactToComment(db, person(1), id("second"), true);
  await reactToComment(db, person(2), id("second"), true);
  const boss = await openJobs();
  await openQueue(boss, threadRankingJob);
  expect(await runNextJob(boss, db, threadRankingJob, (tx, { article }) => storeThreadRanks(tx, article))).toBe(true);
  expect(await db.select().from(threadRanks).orderBy(threadRanks.rank)).toMatchObject([
    { rank: 1, thread: 2 },
    { rank: 2, thread: 1 },
  ]);
});

test("removes the rank of a first comment that its author deletes or an edit hides", async () => {
  const boss = await openJobs();
  await openQueue(boss, threadRankingJob);
  await db.update(comments).set({ createdAt: new Date() });
  for (const [key, go] of [
    ["second", () => deleteComment(db, person(0), id("second"))],
    [
      "premier",
      () =>
        editComment(
          db,
          { id: person(0), role: "reader" },
          id("premier"),
          "a.org b.org https://c.org https://d.org https://e.org",
        ),
    ],
  ] as const) {
    await reactToComment(db, person(1), id(key), true);
    await storeThreadRanks(db, articleId);
    expect(await db.select().from(threadRanks)).not.toEqual([]);
    await db.execute(sql`delete from pgboss.job`);
    expect((await go()).ok).toBe(true);
    expect(await runNextJob(boss, db, threadRankingJob, (tx, { article }) => storeThreadRanks(tx, article))).toBe(true);
    expect(await db.select().from(threadRanks)).toEqual([]);
  }
});

test("notifies a member mentioned by an edit once", async () => {
  const author = { id: person(0), role: "editor" } as const;
  await db
    .update(comments)
    .set({ createdAt: new Date() })
    .where(eq(comments.id, id("premier")));
  for (const body of ["Merci @m3 et @m4", "Merci @m3, @m4 et @m5"])
    expect(await editComment(db, author, id("premier"), body)).toMatchObject({ ok: true });
  const told = await db.select({ member: notifications.memberId, kind: notifications.kind }).from(notifications);
  expect(told.sort((a, b) => a.member - b.member)).toEqual(
    [3, 4, 5].map((n) => ({ member: person(n), kind: "mention" })),
  );
});
