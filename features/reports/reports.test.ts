import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import {
  articles,
  commentReports,
  comments,
  moderationDecisions,
  notifications,
  reportAbuseMarks,
  screeningVerdicts,
  settings,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { editComment } from "#features/comments/posting/edit.ts";
import { someComments } from "#features/comments/testing.ts";
import { someMembers } from "#features/members/testing.ts";
import { appealDecision, decideAppeal } from "#features/moderation/appeals/mutations.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { readSettings } from "#features/settings/queries.ts";
import { presets } from "#features/settings/schema.ts";
import { decidedComments } from "#server/cli/checks/decisions.ts";
import { startProgress } from "#server/cli/progress.ts";
import { markReport, reportComment, setReportOutcomePreference } from "./mutations.ts";
import { findReliabilities, listReports } from "./queries.ts";
import { toPercent } from "./rules.ts";

const { db, sql: raw, clear, queries } = testDatabase();
let articleId = 0;
let ids: Map<string, number>;
let people: Record<string, number> = {};

beforeEach(async () => {
  await clear();
  articleId = await anArticle(db, "fil", { title: "Fil" });
  const roles = {
    auteur: "reader",
    un: "reader",
    deux: "reader",
    trois: "reader",
    quatre: "reader",
    modo: "moderator",
    autre: "moderator",
    plume: "contributor",
  } as const;
  people = await someMembers(db, roles, (handle) => ({ name: `Nom de ${handle}` }));
  const keys = ["a", "b", "c", "d", "e", "f"];
  ids = await someComments(
    db,
    articleId,
    keys.map((key) => ({ key, memberId: memberIdOf("auteur") })),
  );
});

const memberIdOf = (handle: string) => people[handle] ?? 0;
const by = (handle: string) => ({ id: memberIdOf(handle) });
const at = (key: string) => ids.get(key) ?? 0;
const on = (key: string) => ({ kind: "comment" as const, id: at(key) });
const report = (handle: string, key: string, note = "") =>
  reportComment(db, memberIdOf(handle), at(key), { reason: "insult", note });
const reject = (key: string, handle = "modo") =>
  decide(db, { actor: by(handle), subject: on(key), action: "reject", reason: "respect" });
const approve = (key: string, handle = "modo") =>
  decide(db, { actor: by(handle), subject: on(key), action: "approve" });
const trackOf = async (handle: string) => {
  const { weight, ...track } =
    (await findReliabilities(db, [memberIdOf(handle)], presets)).get(memberIdOf(handle)) ?? {};
  return { ...track, percent: toPercent(weight ?? -1) };
};
const statusOf = async (key: string) =>
  (
    await db
      .select({ s: comments.status })
      .from(comments)
      .where(eq(comments.id, at(key)))
  )[0]?.s;
const countOf = async () =>
  (await db.select({ n: articles.commentCount }).from(articles).where(eq(articles.id, articleId)))[0]?.n;
/** The faults that `vigie check` finds in comments with decisions. */
const drift = () =>
  raw.begin("isolation level repeatable read read only", async (tx) => {
    const lines: string[] = [];
    for await (const line of decidedComments.find({ sql: tx, startProgress })) lines.push(line);
    return lines;
  });
const idOf = async (handle: string, key: string) =>
  (
    await db
      .select({ id: commentReports.id })
      .from(commentReports)
      .where(and(eq(commentReports.memberId, memberIdOf(handle)), eq(commentReports.commentId, at(key))))
  )[0]?.id ?? 0;
const notificationsOf = (handle: string) =>
  db
    .select({ comment: notifications.commentId, status: notifications.status })
    .from(notifications)
    .where(and(eq(notifications.memberId, memberIdOf(handle)), eq(notifications.kind, "report")))
    .orderBy(notifications.id);

describe("track record of a reporter", () => {
  test("counts a report as upheld if a person removed the comment, dismissed if one kept it, and open otherwise", async () => {
    for (const key of ["a", "b", "c", "d"]) await report("un", key);
    await reject("a");
    await decide(db, { actor: by("modo"), subject: on("b"), action: "spam" });
    await approve("c");
    await decide(db, { actor: { rule: "spam-score" }, subject: on("d"), action: "spam" });
    expect(await trackOf("un")).toEqual({ open: 1, upheld: 2, dismissed: 1, abusive: 0, percent: 38 });
    expect(await trackOf("deux")).toEqual({ open: 0, upheld: 0, dismissed: 0, abusive: 0, percent: 34 });
  });

  test("ignores undone decisions and follows the last one in force", async () => {
    await report("un", "a");
    await reject("a");
    await undoDecision(db, by("modo"));
    expect(await trackOf("un")).toMatchObject({ open: 1, upheld: 0 });
    await reject("a");
    await decide(db, { actor: by("autre"), subject: on("a"), action: "restore" });
    expect(await trackOf("un")).toMatchObject({ open: 0, upheld: 0, dismissed: 1 });
    await undoDecision(db, by("autre"));
    expect(await trackOf("un")).toMatchObject({ upheld: 1, dismissed: 0 });
  });

  test("ignores decisions before the report, and counts a ban that removes comments", async () => {
    await approve("a");
    await report("un", "a");
    expect(await trackOf("un")).toMatchObject({ open: 1, dismissed: 0 });
    const ban = { kind: "member" as const, id: memberIdOf("auteur") };
    await decide(db, { actor: by("modo"), subject: ban, action: "ban", reason: "respect", comments: "remove" });
    expect(await trackOf("un")).toMatchObject({ open: 0, upheld: 1 });
    await undoDecision(db, by("modo"));
    expect(await trackOf("un")).toMatchObject({ open: 1, upheld: 0 });
  });

  test("counts a report as dismissed after a successful appeal, and notifies the reporter", async () => {
    await report("un", "a");
    const rejected = await reject("a");
    const appeal = await appealDecision(db, memberIdOf("auteur"), {
      decision: rejected.ok ? rejected.value.decision : 0,
      body: "Je ne visais personne, relisez la phrase entière.",
    });
    if (!appeal.ok) throw new Error(appeal.code);
    const { appeal: id } = appeal.value;
    const given = { appeal: id, verdict: "overturned" as const, note: "La phrase ne vise personne." };
    expect(await decideAppeal(db, by("autre"), given)).toMatchObject({ ok: true });
    expect(await statusOf("a")).toBe("visible");
    expect(await trackOf("un")).toMatchObject({ open: 0, upheld: 0, dismissed: 1 });
    expect(await notificationsOf("un")).toEqual([{ comment: at("a"), status: "visible" }]);
  });

  test("lists the reports of a page in one statement, newest first, with notes", async () => {
    for (const key of ["a", "b", "c"])
      for (const handle of ["un", "deux"]) await report(handle, key, `${handle} ${key}`);
    await reject("c");
    const { result, statements } = await queries(() => listReports(db, [at("a"), at("b"), at("d")], presets));
    expect(statements).toHaveLength(1);
    expect([...result.keys()]).toEqual([at("a"), at("b")]);
    expect(result.get(at("a"))).toMatchObject([
      {
        note: "deux a",
        outcome: "open",
        reason: "insult",
        reporter: { name: "Nom de deux", track: { upheld: 1, open: 2 } },
      },
      { note: "un a" },
    ]);
    expect(toPercent(result.get(at("a"))?.[0]?.weight ?? 0)).toBe(44);
    expect(
      (await queries(() => findReliabilities(db, [memberIdOf("un"), memberIdOf("trois")], presets))).statements,
    ).toHaveLength(1);
    expect((await listReports(db, [], presets)).size).toBe(0);
  });
});

describe("a report", () => {
  test("replaces the member's earlier report", async () => {
    expect(await report("un", "a", "ici")).toEqual({ ok: true, value: { hidden: false } });
    await report("un", "a", "et là");
    expect(await db.select({ note: commentReports.note }).from(commentReports)).toEqual([{ note: "et là" }]);
  });

  test("is stored in eight statements, however many there are", async () => {
    const first = await queries(() => report("un", "a"));
    expect(first.statements, first.statements.join("\n")).toHaveLength(8);
    expect((await queries(() => report("deux", "a"))).statements).toHaveLength(8);
  });

  test("is refused on one's own comment, on a hidden one, and after a moderator kept the comment", async () => {
    expect(await report("auteur", "a")).toMatchObject({ code: "comment.own" });
    await reject("b");
    expect(await report("un", "b")).toMatchObject({ code: "comment.gone" });
    expect(await reportComment(db, memberIdOf("un"), 4242, { reason: "spam", note: "" })).toMatchObject({
      code: "comment.gone",
    });
    await report("un", "a");
    await approve("a");
    expect(await report("un", "a")).toMatchObject({ code: "report.reviewed" });
    await editComment(db, { id: memberIdOf("auteur"), role: "contributor" }, at("a"), "Tout autre chose");
    expect(await report("un", "a")).toMatchObject({ ok: true });
    expect(await trackOf("un")).toMatchObject({ open: 1, dismissed: 0 });
  });

  test("is refused above the hourly limit, even when sent concurrently", async () => {
    await db.insert(settings).values({ key: "reports.perHour", value: 3 });
    const results = await Promise.all(["a", "b", "c", "d", "e"].map((key) => report("un", key)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(3);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ code: "report.tooMany" });
    expect(await report("deux", "a")).toMatchObject({ ok: true });
    await raw`update comment_reports set created_at = now() - interval '2 hours'`;
    expect(await report("un", "f")).toMatchObject({ ok: true });
  });
});

describe("reports that weigh enough", () => {
  test("hide the comment for review: decided by the rule, author notified with the reason, counts updated", async () => {
    expect(await report("un", "a")).toMatchObject({ value: { hidden: false } });
    expect(await report("deux", "a")).toMatchObject({ value: { hidden: false } });
    expect(await report("trois", "a")).toMatchObject({ value: { hidden: true } });
    expect(await statusOf("a")).toBe("pending");
    expect(await countOf()).toBe(5);
    expect(await db.select().from(moderationDecisions)).toMatchObject([
      {
        subjectId: at("a"),
        rule: "reports",
        actorId: null,
        action: "hold",
        before: { status: "visible" },
        after: { status: "pending" },
      },
    ]);
    const told = await db
      .select()
      .from(notifications)
      .where(eq(notifications.memberId, memberIdOf("auteur")));
    expect(told).toMatchObject([{ kind: "decision", status: "pending", decisionId: 1 }]);
    expect(await db.select({ reason: screeningVerdicts.reason }).from(screeningVerdicts)).toEqual([
      { reason: "verdict.reports" },
    ]);
    expect(await report("quatre", "a")).toMatchObject({ code: "comment.gone" });
    expect(await drift()).toEqual([]);
  });

  test("hide the comment once when three arrive concurrently", async () => {
    const results = await Promise.all(["un", "deux", "trois", "quatre"].map((handle) => report(handle, "a")));
    expect(results.filter((one) => one.ok && one.value.hidden)).toHaveLength(1);
    expect(await db.$count(moderationDecisions)).toBe(1);
    expect(await countOf()).toBe(5);
  });

  test("do not hide the comment again after an approval", async () => {
    for (const handle of ["un", "deux", "trois"]) await report(handle, "a");
    await approve("a");
    expect(await statusOf("a")).toBe("visible");
    expect(await report("quatre", "a")).toMatchObject({ ok: true, value: { hidden: false } });
    expect(await statusOf("a")).toBe("visible");
  });

  test("count for nothing from banned and suspended members, or if abusive", async () => {
    await report("un", "a");
    await report("deux", "a");
    const one = { kind: "member" as const, id: memberIdOf("un") };
    await decide(db, { actor: by("modo"), subject: one, action: "ban", reason: "respect" });
    await markReport(db, by("modo"), await idOf("deux", "a"), true);
    expect(await report("trois", "a")).toMatchObject({ value: { hidden: false } });
    expect(await report("quatre", "a")).toMatchObject({ value: { hidden: false } });
  });

  test("hide neither staff comments, nor any comment if the setting is 0", async () => {
    await db
      .update(comments)
      .set({ memberId: memberIdOf("plume") })
      .where(eq(comments.id, at("a")));
    for (const handle of ["un", "deux", "trois", "quatre"]) await report(handle, "a");
    expect(await statusOf("a")).toBe("visible");
    await db.insert(settings).values({ key: "reports.hideAt", value: 0 });
    for (const handle of ["un", "deux", "trois", "quatre"]) await report(handle, "b");
    expect(await statusOf("b")).toBe("visible");
    expect((await readSettings(db))["reports.hideAt"]).toBe(0);
  });
});

describe("an abusive report", () => {
  test("cannot be marked on one's own comment", async () => {
    await report("un", "a");
    await db
      .update(comments)
      .set({ memberId: memberIdOf("modo") })
      .where(eq(comments.id, at("a")));
    expect(await markReport(db, by("modo"), await idOf("un", "a"), true)).toMatchObject({ code: "moderation.oneself" });
    expect(await markReport(db, by("autre"), await idOf("un", "a"), true)).toMatchObject({ ok: true });
  });

  test("lowers the reporter's weight, can be unmarked, and keeps every mark", async () => {
    await report("un", "a");
    const id = await idOf("un", "a");
    expect(await markReport(db, by("modo"), id, true)).toEqual({ ok: true, value: { commentId: at("a") } });
    expect(await trackOf("un")).toMatchObject({ open: 0, abusive: 1, percent: 8 });
    expect(await markReport(db, by("autre"), id, true)).toMatchObject({ code: "report.already" });
    expect(await markReport(db, by("autre"), id, false)).toMatchObject({ ok: true });
    expect(await trackOf("un")).toMatchObject({ open: 1, abusive: 0, percent: 34 });
    expect(await db.$count(reportAbuseMarks)).toBe(2);
    for (const change of [
      "update report_abuse_marks set abusive = true",
      "delete from report_abuse_marks",
      "truncate report_abuse_marks",
    ])
      await expect(raw.unsafe(change), change).rejects.toThrow("append-only");
  });

  test("can be marked by moderators only, not on their own reports or those of other moderators", async () => {
    for (const handle of ["un", "modo", "autre"]) await report(handle, "a");
    const id = await idOf("un", "a");
    expect(await markReport(db, by("deux"), id, true)).toMatchObject({ code: "member.forbidden" });
    expect(await markReport(db, by("plume"), id, true)).toMatchObject({ code: "member.forbidden" });
    expect(await markReport(db, by("modo"), await idOf("modo", "a"), true)).toMatchObject({
      code: "moderation.oneself",
    });
    expect(await markReport(db, by("modo"), await idOf("autre", "a"), true)).toMatchObject({ code: "moderation.rank" });
    expect(await markReport(db, by("modo"), 4242, true)).toMatchObject({ code: "report.gone" });
  });

  test("refuses the second of two concurrent marks", async () => {
    await report("un", "a");
    const id = await idOf("un", "a");
    const results = await Promise.all([markReport(db, by("modo"), id, true), markReport(db, by("autre"), id, true)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await db.$count(reportAbuseMarks)).toBe(1);
  });
});

describe("notifications of reporters", () => {
  test("report the outcome once, and each change", async () => {
    await report("un", "a");
    await report("deux", "a");
    await reject("a");
    for (const handle of ["un", "deux"])
      expect(await notificationsOf(handle)).toEqual([{ comment: at("a"), status: "rejected" }]);
    await decide(db, { actor: by("autre"), subject: on("a"), action: "restore" });
    expect(await notificationsOf("un")).toEqual([{ comment: at("a"), status: "visible" }]);
    await decide(db, { actor: by("autre"), subject: on("a"), action: "feature" });
    expect(await notificationsOf("un")).toHaveLength(1);
  });

  test("are deleted if undone before they were read, and followed up otherwise", async () => {
    await report("un", "a");
    await report("deux", "a");
    await reject("a");
    await db
      .update(notifications)
      .set({ readAt: new Date() })
      .where(eq(notifications.memberId, memberIdOf("deux")));
    await undoDecision(db, by("modo"));
    expect(await notificationsOf("un")).toEqual([]);
    expect(await notificationsOf("deux")).toEqual([{ comment: at("a"), status: "pending" }]);
    expect(await db.$count(notifications, eq(notifications.memberId, memberIdOf("auteur")))).toBe(0);
    await approve("a");
    expect(await notificationsOf("un")).toEqual([{ comment: at("a"), status: "visible" }]);
    expect(await notificationsOf("deux")).toEqual([{ comment: at("a"), status: "visible" }]);
  });

  test("follow a ban that removes comments, and its undo", async () => {
    await report("un", "a");
    await report("un", "b");
    const ban = { kind: "member" as const, id: memberIdOf("auteur") };
    await decide(db, { actor: by("modo"), subject: ban, action: "ban", reason: "respect", comments: "spam" });
    expect(await notificationsOf("un")).toEqual([
      { comment: at("a"), status: "spam" },
      { comment: at("b"), status: "spam" },
    ]);
    await undoDecision(db, by("modo"));
    expect(await notificationsOf("un")).toEqual([]);
  });

  test("are not sent to members who turned them off, decided themselves, or sent an abusive report", async () => {
    await setReportOutcomePreference(db, memberIdOf("un"), false);
    for (const handle of ["un", "modo", "deux"]) await report(handle, "a");
    await markReport(db, by("modo"), await idOf("deux", "a"), true);
    await reject("a");
    for (const handle of ["un", "modo", "deux"]) expect(await notificationsOf(handle), handle).toEqual([]);
    await setReportOutcomePreference(db, memberIdOf("un"), true);
    await approve("a");
    expect(await notificationsOf("un")).toEqual([{ comment: at("a"), status: "visible" }]);
  });
});
