import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { articles, comments, moderationDecisions, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { deleteComment } from "#features/comments/posting/delete.ts";
import { postCommentAs, someComments } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { reportComment } from "#features/reports/mutations.ts";
import { presets } from "#features/settings/schema.ts";
import { decide } from "../decisions/decide.ts";
import { undoDecision } from "../decisions/undo.ts";
import { toQueueThread } from "../queue/items/thread-item.ts";
import { findArticleThread } from "../queue/queries.ts";
import { applyDiscussionLimits } from "./mutations.ts";
import { listRuleMeasures } from "./queries.ts";

const { db, clear, queries } = testDatabase();
let articleId = 0;
let people: Record<string, number> = {};
let posted = 0;
const now = new Date();
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const slowFrom = presets["discussion.slowFrom"];
const lastCount = presets["discussion.premoderateOf"];
const calm = presets["discussion.calmMinutes"];

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  people = await someMembers(db, { jeanne: "reader", malik: "reader", zoe: "reader", modo: "moderator" });
});

const by = (handle: string) => ({ id: people[handle] ?? 0 });
const article = { kind: "article" as const };
const thread = () => ({ ...article, id: articleId });
const write = (
  count: number,
  more: { status?: "visible" | "rejected"; minutesAgo?: number; memberId?: number } = {},
) => {
  const { status = "visible", minutesAgo = 1, memberId } = more;
  const createdAt = new Date(now.getTime() - minutesAgo * 60_000);
  const list = Array.from({ length: count }, () => ({
    key: `c${posted++}`,
    status,
    createdAt,
    memberId: memberId ?? null,
  }));
  return someComments(db, articleId, list);
};
const someReporters = async (count: number) =>
  Object.values(
    await someMembers(db, Object.fromEntries(Array.from({ length: count }, (_, n) => [`reporter-${n}`, "reader"]))),
  );
const report = async (reporters: number[], ids: number[]) => {
  for (const memberId of reporters)
    for (const id of ids)
      expect(await reportComment(db, memberId, id, { reason: "insult", note: "" })).toMatchObject({ ok: true });
};
const state = async () => {
  const [row] = await db
    .select({ policy: articles.commentPolicy, slow: articles.slowModeMinutes })
    .from(articles)
    .where(eq(articles.id, articleId));
  return row;
};
const open = { policy: "open", slow: 0 };
const slowed = { policy: "open", slow: presets["discussion.slowMinutes"] };
const premoderated = { policy: "premoderated", slow: 0 };
/** Decisions are stored with the time of the database, so the worker's clock runs ahead of it instead. */
const later = (minutes: number) => applyDiscussionLimits(db, minutesLater(minutes));

describe("the pace of a discussion", () => {
  test("slows it down from the limit on, once, with the reason", async () => {
    await write(slowFrom - 1);
    await write(slowFrom, { minutesAgo: presets["discussion.slowWithin"] + 1 });
    expect(await later(0)).toEqual({ begun: 0, ended: 0 });
    await write(1);
    expect(await Promise.all([later(0), later(0)])).toContainEqual({ begun: 1, ended: 0 });
    expect(await later(1)).toEqual({ begun: 0, ended: 0 });
    expect(await state()).toEqual(slowed);
    expect(await db.select().from(moderationDecisions)).toMatchObject([
      { subject: "article", subjectId: articleId, actorId: null, rule: "pace", action: "slow" },
    ]);
    expect(await listRuleMeasures(db)).toMatchObject([{ rule: "pace", articleId, title: "Fil" }]);
  });

  test("is not reached by a few accounts that post all comments", async () => {
    for (const handle of ["jeanne", "malik", "zoe"]) await write(slowFrom, { memberId: people[handle] ?? 0 });
    expect(await later(0)).toEqual({ begun: 0, ended: 0 });
  });

  test("ends slow mode once it has been calm for a while, and not before", async () => {
    await write(slowFrom);
    await later(0);
    // As many as before are no calm; half of them are.
    await write(slowFrom / 2, { minutesAgo: -calm });
    expect(await later(calm - 1)).toEqual({ begun: 0, ended: 0 });
    expect(await later(calm + 5)).toEqual({ begun: 0, ended: 0 });
    expect(await later(2 * calm)).toEqual({ begun: 0, ended: 1 });
    expect(await state()).toEqual(open);
    expect(await later(2 * calm)).toEqual({ begun: 0, ended: 0 });
    const decisions = await db.select().from(moderationDecisions).orderBy(moderationDecisions.id);
    expect(decisions.map(({ action, rule }) => [action, rule])).toEqual([
      ["slow", "pace"],
      ["unslow", "pace"],
    ]);
  });

  test("never replaces what a person decided, until that is undone", async () => {
    await write(slowFrom);
    await decide(db, { actor: by("modo"), subject: thread(), action: "slow", minutes: 2 });
    await decide(db, { actor: by("modo"), subject: thread(), action: "unslow" });
    expect(await later(0)).toEqual({ begun: 0, ended: 0 });
    await undoDecision(db, by("modo"));
    await undoDecision(db, by("modo"));
    expect(await later(0)).toEqual({ begun: 1, ended: 0 });
    // Confirmed by a moderator, it stays.
    await decide(db, { actor: by("modo"), subject: thread(), action: "slow", minutes: slowed.slow });
    expect(await listRuleMeasures(db)).toEqual([]);
    expect(await later(2 * calm)).toEqual({ begun: 0, ended: 0 });
    await undoDecision(db, by("modo"));
    expect(await later(2 * calm)).toEqual({ begun: 0, ended: 1 });
    // Ended by a moderator, it stays ended.
    await write(slowFrom, { minutesAgo: -(2 * calm) });
    expect(await later(2 * calm + 1)).toEqual({ begun: 1, ended: 0 });
    await decide(db, { actor: by("modo"), subject: thread(), action: "unslow" });
    expect(await later(2 * calm + 1)).toEqual({ begun: 0, ended: 0 });
  });

  test("counts nothing in a closed discussion, or with the limit at 0, which also ends what began", async () => {
    await write(slowFrom);
    await decide(db, { actor: by("modo"), subject: thread(), action: "close" });
    expect(await later(0)).toEqual({ begun: 0, ended: 0 });
    await decide(db, { actor: by("modo"), subject: thread(), action: "open" });
    await later(0);
    await db.insert(settings).values({ key: "discussion.slowFrom", value: 0 });
    await write(slowFrom, { minutesAgo: -(calm - 1) });
    expect(await later(calm + 5)).toEqual({ begun: 0, ended: 1 });
    expect(await later(calm + 5)).toEqual({ begun: 0, ended: 0 });
  });
});

describe("the share of comments that need a moderator", () => {
  const troubledFrom = Math.ceil((lastCount * presets["discussion.premoderateFrom"]) / 100);

  test("premoderates a discussion from the limit on, and opens it once it is calm", async () => {
    await write(lastCount - troubledFrom);
    await write(troubledFrom - 1, { status: "rejected" });
    await write(1);
    expect(await later(0)).toEqual({ begun: 0, ended: 0 });
    await write(1, { status: "rejected" });
    await write(1);
    expect(await later(0)).toEqual({ begun: 1, ended: 0 });
    expect(await state()).toEqual(premoderated);
    // One member alone keeps nobody else waiting: two troubled comments are calm.
    await write(3, { status: "rejected", minutesAgo: -calm });
    expect(await later(calm + 5)).toEqual({ begun: 0, ended: 0 });
    await write(13, { minutesAgo: -calm });
    await db
      .update(comments)
      .set({ createdAt: sql`${comments.createdAt} - interval '1 day'` })
      .where(sql`${comments.createdAt} < ${now.toISOString()}::timestamptz`);
    expect(await later(calm + 5)).toEqual({ begun: 0, ended: 1 });
    expect(await state()).toEqual(open);
  });

  test("does not count first comments of newcomers, premoderated ones, nor those that their authors deleted", async () => {
    await db.update(articles).set({ commentPolicy: "premoderated" });
    for (let n = 0; n < lastCount; n += 1) {
      const author = { id: people[n % 2 ? "jeanne" : "malik"] ?? 0, role: "reader" as const };
      const input = { article: "fil", body: `Un avis sans lien numéro ${n} ${"mot".repeat(n)}`, key: `key-long-${n}` };
      expect(await postCommentAs(db, author, input)).toMatchObject({ value: { status: "pending" } });
    }
    await db.update(articles).set({ commentPolicy: "open" });
    await write(lastCount - 1);
    for (const id of (await write(troubledFrom, { memberId: people.zoe ?? 0 })).values())
      await deleteComment(db, people.zoe ?? 0, id);
    expect(await later(1)).toEqual({ begun: 0, ended: 0 });
  });

  test("counts comments held for their text, and those reported by two members each", async () => {
    const reported = [...(await write(troubledFrom - 1)).values()];
    await write(lastCount - troubledFrom);
    const reporters = await someReporters(2 * (troubledFrom - 1));
    for (const [n, id] of reported.entries()) await report(reporters.slice(2 * n, 2 * n + 2), [id]);
    await db.insert(settings).values({ key: "comments.newcomer", value: 0 });
    const links = "https://a.example https://b.example https://c.example";
    expect(
      await postCommentAs(
        db,
        { ...by("jeanne"), role: "reader" },
        { article: "fil", body: links, key: "key-of-links", warned: true },
      ),
    ).toMatchObject({ value: { status: "pending" } });
    expect(await later(1)).toEqual({ begun: 1, ended: 0 });
    expect(await state()).toEqual(premoderated);
  });

  test("is not reached by two or three accounts that report many comments, hidden ones included", async () => {
    const reported = [...(await write(lastCount)).values()];
    await report(await someReporters(3), reported);
    const hidden = await db.select().from(comments).where(eq(comments.status, "pending"));
    expect(hidden).toHaveLength(lastCount);
    expect(await later(1)).toEqual({ begun: 0, ended: 0 });
  });

  test("is not reached by two accounts whose own comments are refused, nor kept by one", async () => {
    await write(lastCount - troubledFrom);
    for (const memberId of [people.jeanne ?? 0, people.malik ?? 0])
      await write(troubledFrom / 2, { status: "rejected", memberId });
    expect(await later(0)).toEqual({ begun: 0, ended: 0 });
    await write(troubledFrom, { status: "rejected" });
    expect(await later(0)).toEqual({ begun: 1, ended: 0 });
    await write(10, { status: "rejected", memberId: people.zoe ?? 0, minutesAgo: -calm });
    await db
      .update(comments)
      .set({ createdAt: sql`${comments.createdAt} - interval '1 day'` })
      .where(sql`${comments.createdAt} < ${now.toISOString()}::timestamptz`);
    expect(await later(calm + 5)).toEqual({ begun: 0, ended: 1 });
  });

  test("has both measures of one discussion at once, and as many statements for a site without a busy one", async () => {
    const quiet = (await queries(() => later(0))).statements.length;
    await write(slowFrom);
    await write(lastCount, { status: "rejected" });
    expect(await later(0)).toEqual({ begun: 2, ended: 0 });
    expect(await state()).toEqual({ policy: "premoderated", slow: slowed.slow });
    expect(await later(3 * calm)).toEqual({ begun: 0, ended: 2 });
    expect((await queries(() => later(4 * calm))).statements).toHaveLength(quiet);
  });
});

test("moderators see what a rule decided, why, and the actions that keep or end it", async () => {
  await write(slowFrom);
  await later(0);
  const stored = await findArticleThread(db, articleId);
  const shown = stored && (await toQueueThread(stored, presets));
  const text = `Ralentie automatiquement à l’instant : ${slowFrom} commentaires en 10 minutes.`;
  expect(shown?.measures.map((measure) => ({ ...measure, text: measure.text.replaceAll(/\s/g, " ") }))).toMatchObject([
    { keep: "slow", end: "unslow", text },
  ]);
  await decide(db, { actor: by("modo"), subject: thread(), action: "unslow" });
  const ended = await findArticleThread(db, articleId);
  expect(ended && (await toQueueThread(ended, presets))).toMatchObject({ measures: [], slowModeMinutes: 0 });
});
