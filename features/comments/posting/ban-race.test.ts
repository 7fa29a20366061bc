import { eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { articles, comments, members, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { postCommentAs } from "../testing.ts";
import { editComment } from "./edit.ts";

// A member writes while being banned: each transaction has its own connection, and one waits for the other.

const { db, clear } = testDatabase();
const author = { id: 0, role: "reader" as const };
let modo = 0;

beforeEach(async () => {
  await clear();
  const input = { slug: "fil", status: "published", title: "Fil", lead: "", bodyHtml: "" } as const;
  await upsertArticle(db, { ...input, publishedAt: new Date() });
  await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
  for (const role of ["reader", "moderator"] as const) {
    const [row] = await db.insert(members).values({ name: role, handle: role, role }).returning({ id: members.id });
    if (role === "reader") author.id = row?.id ?? 0;
    else modo = row?.id ?? 0;
  }
});

const post = (tx: Executor, key: string) =>
  postCommentAs(tx, author, { article: "fil", key: `a-key-of-${key}`, body: `Un texte : ${key}` });
const ban = (tx: Executor) =>
  decide(tx, {
    actor: { id: modo },
    subject: { kind: "member", id: author.id },
    action: "ban",
    reason: "spam",
    comments: "remove",
  });

/** Resolves once a connection waits for a lock. Queries outside their transactions: within one, the answer would never change. */
const somebodyWaits = () =>
  expect
    .poll(
      async () => {
        const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await db.execute(waiting)).length;
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);

/** Runs `first` and, before it commits, starts `second` on another connection. Returns both results. */
async function inTurn<A, B>(first: (tx: Executor) => Promise<A>, second: (tx: Executor) => Promise<B>) {
  const { done, later } = await db.transaction(async (tx) => {
    const done = await first(tx);
    const later = second(db);
    await somebodyWaits();
    return { done, later: { promise: later } };
  });
  return [done, await later.promise] as const;
}

const seen = () => db.$count(comments, eq(comments.status, "visible"));
const counted = async () => (await db.select({ n: articles.commentCount }).from(articles))[0]?.n;

test("removes a comment that was being posted when the ban began", async () => {
  const [posted, banned] = await inTurn((tx) => post(tx, "avant"), ban);
  expect([posted.ok, banned.ok]).toEqual([true, true]);
  expect(await seen()).toBe(0);
  expect(await counted()).toBe(0);
});

test("refuses a comment that arrives while the ban is being stored", async () => {
  await post(db, "ancien");
  const [banned, posted] = await inTurn(ban, (tx) => post(tx, "trop tard"));
  expect(banned.ok).toBe(true);
  expect(posted).toMatchObject({ ok: false, code: "verdict.banned" });
  expect(await seen()).toBe(0);
});

test("applies an edit before the ban or not at all", async () => {
  const posted = await post(db, "à changer");
  const id = posted.ok ? posted.value.id : 0;
  const [banned, edited] = await inTurn(ban, (tx) => editComment(tx, author, id, "Changé pendant le bannissement"));
  expect(banned.ok).toBe(true);
  expect(edited).toMatchObject({ ok: false, code: "verdict.banned" });
  expect((await db.select({ source: comments.bodySource }).from(comments))[0]?.source).toContain("à changer");
});

test("refuses a comment from a deleted account", async () => {
  await db.update(members).set({ deletedAt: new Date() }).where(eq(members.id, author.id));
  expect(await post(db, "personne")).toMatchObject({ code: "member.signIn" });
  expect(await db.$count(comments)).toBe(0);
});
