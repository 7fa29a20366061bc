import { eq, sql as raw } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { moderationLogCacheTag, moderationLogYearCacheTag } from "#db/cache-tags/moderation-log.ts";
import {
  commentReports,
  comments,
  dsaNoticeEvents,
  dsaNotices,
  members,
  moderationDecisions,
  moderationLog,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { changeProfile } from "#features/account/mutations.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { listOutcomes } from "#features/moderation/appeals/decision-outcomes-testing.ts";
import { appealDecision, decideAppeal } from "#features/moderation/appeals/mutations.ts";
import { decideInBulk } from "#features/moderation/decisions/bulk-decision.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { computeReport, listYears } from "../report/queries.ts";
import { listKinds, listLog } from "./queries.ts";
import type { LogFilter } from "./rules.ts";

// A trigger writes the log in the transaction of the decision (drizzle/functions/moderation-log.sql).
const { db, clear, recordedChanges } = testDatabase();
const ids: Record<string, number> = {};
let commentIds: Map<string, number>;

beforeEach(async () => {
  await clear();
  for (const [handle, role] of [
    ["jeanne", "reader"],
    ["malik", "reader"],
    ["modo", "moderator"],
  ] as const) {
    const [row] = await db.insert(members).values({ name: handle, handle, role }).returning({ id: members.id });
    ids[handle] = row?.id ?? 0;
  }
  const article = await upsertArticle(db, {
    slug: "fil",
    status: "published",
    title: "Fil",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(),
  });
  ids.article = article.id;
  commentIds = await addComments(
    db,
    article.id,
    (["visible", "pending"] as const).map((status) => ({
      key: status,
      memberId: ids.jeanne ?? 0,
      status,
      bodySource: "Secret",
      bodyHtml: "<p>Secret</p>",
      createdAt: new Date(Date.now() - 90_000),
    })),
  );
});

const on = (key: string) => ({ kind: "comment" as const, id: commentIds.get(key) ?? 0 });
const modo = () => ({ id: ids.modo ?? 0 });
const lines = () => db.select().from(moderationLog).orderBy(moderationLog.decisionId);

test("writes one log line per decision, in the same transaction, with the wait, and none for a note", async () => {
  await decide(db, { actor: modo(), subject: on("pending"), action: "reject", reason: "spam", note: "Secret" });
  await decide(db, { actor: modo(), subject: { kind: "member", id: ids.jeanne ?? 0 }, action: "note", note: "Secret" });
  const [line, ...rest] = await lines();
  expect(rest).toEqual([]);
  expect(line).toMatchObject({
    subject: "comment",
    action: "reject",
    reason: "spam",
    articleId: ids.article,
    decider: `member:${ids.modo}`,
    listed: true,
    outcome: "stands",
    kind: `reject|spam|member:${ids.modo}|stands`,
  });
  expect(line?.waited).toBeGreaterThanOrEqual(90);
  expect(line?.waited).toBeLessThan(120);
  expect(JSON.stringify(await lines())).not.toMatch(/Secret|jeanne/);
});

test("measures the wait from the first report after the last decision", async () => {
  const report = { commentId: on("visible").id, memberId: ids.malik ?? 0, reason: "spam" } as const;
  await db.insert(commentReports).values({ ...report, createdAt: raw`now() - interval '40 seconds'` });
  await decide(db, { actor: modo(), subject: on("visible"), action: "approve" });
  await decide(db, { actor: modo(), subject: on("visible"), action: "remove", reason: "spam" });
  const [first, second] = await lines();
  expect(first).toMatchObject({ action: "approve", listed: false });
  expect(Math.abs((first?.waited ?? 0) - 40)).toBeLessThan(15);
  expect(second).toMatchObject({ action: "remove", listed: true, waited: null });
});

test("lists a rule's hold only if it concerns the text", async () => {
  const hold = { subject: "comment", subjectId: 7, action: "hold", after: { status: "pending" } } as const;
  await db.insert(moderationDecisions).values([
    { ...hold, rule: "links" },
    { ...hold, rule: "newcomer" },
  ]);
  expect((await lines()).map(({ decider, listed, waited }) => [decider, listed, waited])).toEqual([
    ["rule:links", true, null],
    ["rule:newcomer", false, null],
  ]);
});

test("lists a ban with its comments as one line, marks all parts as undone after the undo, and lists no undo", async () => {
  await decide(db, {
    actor: modo(),
    subject: { kind: "member", id: ids.jeanne ?? 0 },
    action: "ban",
    reason: "respect",
    comments: "remove",
  });
  const before = await lines();
  expect(before.map(({ action, listed, outcome }) => [action, listed, outcome])).toEqual([
    ["ban", true, "stands"],
    ["remove", false, "stands"],
    ["remove", false, "stands"],
  ]);
  // With and without a filter, the ban's comments are only in its line.
  const shown = async (filter: LogFilter) =>
    (await listLog(db, { filter, zone: "Europe/Paris", names: false }))?.lines.map(({ action, comments: n }) => [
      action,
      n,
    ]);
  expect(await shown({})).toEqual([["ban", 2]]);
  expect(await shown({ reason: "respect" })).toEqual([["ban", 2]]);
  expect(await shown({ by: "people", outcome: "stands" })).toEqual([["ban", 2]]);
  expect(await shown({ action: "remove" })).toEqual([]);
  expect((await listKinds(db)).map(({ action }) => action)).toEqual(["ban"]);
  await undoDecision(db, modo());
  const after = await lines();
  expect(after).toHaveLength(3);
  for (const line of after) expect(line).toMatchObject({ outcome: "undone", outcomeAt: expect.any(Date) });
  expect(await db.$count(comments, eq(comments.status, "removed"))).toBe(0);
});

test("derives outcomes from appeals: open, upheld, overturned with all parts", async () => {
  const [other] = await db
    .insert(members)
    .values({ name: "Autre", handle: "autre", role: "admin" })
    .returning({ id: members.id });
  const jeanne = ids.jeanne ?? 0;
  const ban = await decide(db, {
    actor: modo(),
    subject: { kind: "member", id: jeanne },
    action: "ban",
    reason: "respect",
    comments: "remove",
  });
  const close = await decide(db, {
    actor: modo(),
    subject: { kind: "article", id: ids.article ?? 0 },
    action: "close",
  });
  if (!ban.ok || !close.ok) throw new Error("not decided");
  const agree = async (...wanted: string[]) => {
    const all = await lines();
    const known = await listOutcomes(
      db,
      all.map(({ decisionId }) => decisionId),
    );
    const said = all.map(({ decisionId }) => known.get(decisionId)?.outcome.replace("open", "appealed"));
    expect(all.map(({ outcome }) => outcome)).toEqual(said);
    expect(all.map(({ outcome }) => outcome)).toEqual(wanted);
  };
  await agree("stands", "stands", "stands", "stands");
  const appealed = await appealDecision(db, jeanne, {
    decision: ban.value.decision,
    body: "Relisez, s’il vous plaît.",
  });
  if (!appealed.ok) throw new Error(appealed.code);
  await agree("appealed", "stands", "stands", "stands");
  const judged = await decideAppeal(
    db,
    { id: other?.id ?? 0 },
    { appeal: appealed.value.appeal, verdict: "overturned", note: "À raison." },
  );
  expect(judged).toMatchObject({ ok: true });
  await agree("overturned", "overturned", "overturned", "stands");
  const page = await listLog(db, { filter: {}, zone: "Europe/Paris", names: true });
  expect(page?.lines.map(({ action, sole, by, comments: n }) => [action, sole, by?.handle, n])).toEqual([
    ["close", false, "modo", 0],
    ["ban", false, "modo", 2],
  ]);
});

test("lists a comment of a ban separately once it is appealed, and counts it out of the ban", async () => {
  const jeanne = ids.jeanne ?? 0;
  const ban = await decide(db, {
    actor: modo(),
    subject: { kind: "member", id: jeanne },
    action: "ban",
    reason: "respect",
    comments: "remove",
  });
  if (!ban.ok) throw new Error(ban.code);
  const shown = async (filter: LogFilter = {}) =>
    (await listLog(db, { filter, zone: "Europe/Paris", names: false }))?.lines.map(
      ({ action, comments: n, withBan, outcome }) => [action, n, withBan, outcome],
    );
  const [, part] = await lines();
  const appeal = await appealDecision(db, jeanne, {
    decision: part?.decisionId ?? 0,
    body: "Ce texte-là ne vise personne.",
  });
  if (!appeal.ok) throw new Error(appeal.code);
  const [other] = await db
    .insert(members)
    .values({ name: "Autre", handle: "autre", role: "admin" })
    .returning({ id: members.id });
  const own = (outcome: string) => ["remove", 0, true, outcome];
  expect(await shown()).toEqual([own("appealed"), ["ban", 1, false, "stands"]]);
  expect(await shown({ action: "remove" })).toEqual([own("appealed")]);
  const verdict = { appeal: appeal.value.appeal, verdict: "overturned" as const, note: "À raison." };
  expect(await decideAppeal(db, { id: other?.id ?? 0 }, verdict)).toMatchObject({ ok: true });
  expect(await shown({ outcome: "overturned" })).toEqual([own("overturned")]);
  // The report's total equals the log, including the ban's comments.
  const said = (await shown())?.reduce((sum, [, n]) => sum + 1 + Number(n), 0);
  const zone = "Europe/Paris";
  const year = (await listYears(db, zone, new Date()))[0] ?? 0;
  expect((await computeReport(db, year, zone, new Date())).totals).toMatchObject({ count: said, overturned: 1 });
});

test("writes one line per item of a bulk decision", async () => {
  const items = [on("visible"), on("pending")].map(({ id }) => ({ id, version: 0 }));
  await decideInBulk(db, { actor: modo(), action: "spam", items });
  const [head] = await lines();
  expect((await lines()).map(({ listed, partOf }) => [listed, partOf])).toEqual([
    [true, null],
    [true, head?.decisionId],
  ]);
});

test("invalidates the log's pages on commit, never on rollback", async () => {
  const row = { subject: "member", subjectId: 7, memberId: 7, action: "warn", rule: "x" } as const;
  const undo = () =>
    db
      .transaction(async (tx) => {
        await tx.insert(moderationDecisions).values(row);
        tx.rollback();
      })
      .catch(() => {});
  expect(await recordedChanges(undo)).toEqual([]);
  // The log's pages and the figures of this year; on its first and last day, also of the adjacent year.
  const [change, ...more] = await recordedChanges(() => db.insert(moderationDecisions).values(row));
  expect(more).toEqual([]);
  expect(change?.urgency).toBe("now");
  expect(change?.tags).toEqual(
    expect.arrayContaining([moderationLogCacheTag, moderationLogYearCacheTag(new Date().getUTCFullYear())]),
  );
  expect(change?.tags.length).toBeLessThanOrEqual(3);
});

test("invalidates the year of an undone decision and of a notice, and only the log for a renamed moderator", async () => {
  const row = { subject: "member", subjectId: 7, memberId: 7, action: "warn", actorId: ids.modo } as const;
  const [old] = await db
    .insert(moderationDecisions)
    .values({ ...row, createdAt: new Date("2021-06-01T00:00:00Z") })
    .returning({ id: moderationDecisions.id });
  const changes = await recordedChanges(async () => {
    await db.insert(moderationDecisions).values({ ...row, action: "undo", reverts: old?.id });
    const [notice] = await db
      .insert(dsaNotices)
      .values({
        reference: "r",
        contentHash: "r",
        ground: "hate",
        explanation: "x",
        articleId: 1,
        address: "/",
        createdAt: new Date("2019-12-31T23:30:00Z"),
      })
      .returning({ id: dsaNotices.id });
    await db.insert(dsaNoticeEvents).values({ noticeId: notice?.id ?? 0, kind: "received" });
    const profile = { handle: "modo", biography: "", shown: true };
    for (const id of [ids.modo, ids.jeanne])
      await changeProfile(db, id ?? 0, { ...profile, name: `Autre nom ${id}`, handle: `autre-nom-${id}` });
  });
  const tagsWith = (tag: string) => changes.map(({ tags }) => tags).filter((tags) => tags.includes(tag));
  expect(tagsWith(moderationLogYearCacheTag(2021))).toHaveLength(1);
  expect(tagsWith(moderationLogYearCacheTag(2019))).toEqual([
    [moderationLogYearCacheTag(2019), moderationLogYearCacheTag(2020)],
  ]);
  expect(tagsWith(moderationLogCacheTag)).toHaveLength(2);
});
