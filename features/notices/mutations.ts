import { randomBytes } from "node:crypto";
import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, members, noticeEvents, notices } from "#db/schema.ts";
import { type Actor, findActor } from "#features/moderation/decisions/actor.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { isOneself } from "#features/moderation/policy.ts";
import { hasOther } from "#features/moderation/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { mark } from "#lib/keys.ts";
import { consumeMailLimit } from "#lib/mail-limit.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { findContent } from "./content/queries.ts";
import { mayOpenAgain, opened } from "./deciding/open-again.ts";
import { afterGrace, noticeMail } from "./jobs.ts";
import { findSent } from "./queries.ts";
import { contestMonths, isContestable, type Measure, measuresFor, outcomeOf, referenceFrom } from "./rules.ts";
import type { NoticeInput } from "./schema.ts";

type Moderator = Exclude<Actor, { rule: string }>;

/**
 * Takes a notice of illegal content: stored once while it is open, however often it is sent, with its receipt in the queue of mails (none
 * beyond the mailbox's limit: the page behind its reference is the receipt then). Gives its reference.
 * Refused beside `address` as `findContent` says.
 */
export async function sendNotice(
  db: Executor,
  input: NoticeInput,
  siteUrl: string,
): Promise<Result<{ reference: string }>> {
  const content = await findContent(db, input.address, siteUrl);
  if (!content.ok) return content;
  const { articleId, commentId, address } = content.value;
  const { ground, explanation, name } = input;
  const email = input.email || null;
  const digest = digestOf([ground, articleId, commentId, explanation, email?.toLowerCase() ?? ""]);
  return db.transaction(async (tx): Promise<Result<{ reference: string }>> => {
    // Sent twice at once, the second finds what the first stored.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('notice'), hashtext(${digest}))`);
    const [earlier] = await tx
      .select({ reference: notices.reference })
      .from(notices)
      .where(and(eq(notices.digest, digest), isNull(notices.decidedAt)));
    if (earlier) return ok(earlier);
    const reference = referenceFrom(randomBytes(8), new Date().getUTCFullYear());
    const [row] = await tx
      .insert(notices)
      .values({ reference, ground, explanation, articleId, commentId, address, name, email, digest })
      .returning({ id: notices.id });
    if (!row) throw new Error("The notice was not stored.");
    await tx.insert(noticeEvents).values({ noticeId: row.id, kind: "received" });
    if (email !== null && (await consumeMailLimit(email)))
      await enqueue(tx, noticeMail, { notice: row.id, letter: "receipt" });
    return ok({ reference });
  });
}

/** What was sent, in one word that tells nothing of it. */
function digestOf(parts: (string | number | null)[]): string {
  return mark("notice digest", JSON.stringify(parts));
}

/** A notice under its lock, as the moderator saw it; else who did what meanwhile. */
async function lockNotice(tx: Executor, id: number, version: number) {
  const [notice] = await tx.select().from(notices).where(eq(notices.id, id)).for("update");
  if (!notice) return refused("notice.gone");
  return notice.version === version ? ok(notice) : conflict(tx, id);
}

async function conflict(tx: Executor, noticeId: number): Promise<Refusal> {
  const [last] = await tx
    .select({ kind: noticeEvents.kind, name: members.name })
    .from(noticeEvents)
    .leftJoin(members, eq(members.id, noticeEvents.actorId))
    .where(and(eq(noticeEvents.noticeId, noticeId), sql`${noticeEvents.kind} <> 'told'`))
    .orderBy(desc(noticeEvents.id))
    .limit(1);
  return refused("notice.conflict", undefined, { kind: last?.kind ?? "", name: last?.name ?? "" });
}

/**
 * A moderator takes a notice on, so that others see it; on a decided one: takes it up again.
 * Refused with `member.forbidden`, `notice.gone`, `notice.conflict`, or `notice.again` where the same notice is open again.
 */
export async function reviewNotice(
  db: Executor,
  actor: Moderator,
  { notice: id, version }: { notice: number; version: number },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    const locked = await lockNotice(tx, id, version);
    if (!locked.ok) return locked;
    if (!(await mayOpenAgain(tx, locked.value))) return refused("notice.again");
    await tx.insert(noticeEvents).values({ noticeId: id, kind: "review", actorId: actor.id });
    await tx.update(notices).set(opened("review")).where(eq(notices.id, id));
    return ok({ version: version + 1 });
  });
}

/**
 * Decides on a notice; where the comment is taken away, by a decision on it like any other, that names the notice. Its sender is written to
 * after the grace that a moderator has for an undo.
 * Refused with `member.forbidden`, `notice.gone`, `notice.conflict`, `notice.decided`, `notice.sameModerator` (contested: somebody else decides
 * where there is somebody), `notice.measureUnfit`, or as `decide` on the comment.
 */
export async function decideNotice(
  db: Executor,
  actor: Moderator,
  given: {
    notice: number;
    version: number;
    content?: number | undefined;
    measure: Measure;
    reason?: string | undefined;
    reasons: string;
    /** What the decision on the comment says of where it comes from. */
    note: (reference: string) => string;
  },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    const locked = await lockNotice(tx, given.notice, given.version);
    if (!locked.ok) return locked;
    const notice = locked.value;
    if (notice.state === "decided") return refused("notice.decided");
    const last = await lastDecider(tx, notice.id);
    const comment = notice.commentId === null ? undefined : await findSubject(tx, notice.commentId);
    if (comment && isOneself(actor, comment.memberId)) return refused("moderation.oneself");
    // Who wrote the comment is nobody who could decide instead.
    const involved = [actor.id, comment?.memberId ?? actor.id];
    if (last === actor.id && (await wasContested(tx, notice.id)) && (await hasOther(tx, involved)))
      return refused("notice.sameModerator");
    const { measure, reasons } = given;
    const fits = measuresFor({ isComment: notice.commentId !== null, status: comment?.status ?? null });
    if (!fits.includes(measure)) return refused("form.invalid", { measure: "notice.measureUnfit" });
    let decisionId: number | null = null;
    if (comment && (measure === "remove" || measure === "spam")) {
      const decided = await decide(tx, {
        actor,
        subject: { kind: "comment", id: comment.id },
        action: measure,
        reason: given.reason,
        note: given.note(notice.reference),
        expectedVersion: given.content,
      });
      if (!decided.ok) return decided;
      decisionId = decided.value.decision;
    }
    const outcome = outcomeOf(measure);
    const [event] = await tx
      .insert(noticeEvents)
      .values({ noticeId: notice.id, kind: "decided", actorId: actor.id, outcome, text: reasons, decisionId })
      .returning({ id: noticeEvents.id });
    await tx
      .update(notices)
      .set({
        ...{ state: "decided", outcome, reasons, decisionId },
        ...{ decidedAt: sql`now()`, version: sql`${notices.version} + 1` },
      })
      .where(eq(notices.id, notice.id));
    const at = afterGrace();
    await enqueue(tx, noticeMail, { notice: notice.id, letter: "outcome", event: event?.id ?? 0 }, { at });
    return ok({ version: given.version + 1 });
  });
}

async function findSubject(tx: Executor, id: number) {
  const [row] = await tx
    .select({ id: comments.id, status: comments.status, memberId: comments.memberId })
    .from(comments)
    .where(eq(comments.id, id));
  return row;
}

async function lastDecider(tx: Executor, noticeId: number): Promise<number | null> {
  const [row] = await tx
    .select({ actorId: noticeEvents.actorId })
    .from(noticeEvents)
    .where(and(eq(noticeEvents.noticeId, noticeId), eq(noticeEvents.kind, "decided")))
    .orderBy(desc(noticeEvents.id))
    .limit(1);
  return row?.actorId ?? null;
}

async function wasContested(tx: Executor, noticeId: number): Promise<boolean> {
  const [row] = await tx
    .select({ id: noticeEvents.id })
    .from(noticeEvents)
    .where(and(eq(noticeEvents.noticeId, noticeId), eq(noticeEvents.kind, "contested")))
    .limit(1);
  return row !== undefined;
}

/**
 * Whoever sent a notice contests the decision, once and within six months: it waits again, for another moderator (art. 20). The link in
 * their mail is what shows that it is theirs.
 * Refused with `notice.gone`, `notice.notDecided`, `notice.contested` or `notice.tooLate`, `notice.again`.
 */
export async function contestNotice(
  db: Executor,
  { reference, why }: { reference: string; why: string },
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const [notice] = await tx.select().from(notices).where(eq(notices.reference, reference)).for("update");
    if (!notice) return refused("notice.gone");
    if ((await findSent(tx, reference))?.contested) return refused("notice.contested");
    if (!notice.decidedAt) return refused("notice.notDecided");
    const { "site.zone": zone } = await readSettings(tx);
    if (!isContestable(notice.decidedAt, new Date(), zone)) return refused("notice.tooLate");
    if (!(await mayOpenAgain(tx, notice))) return refused("notice.again");
    await tx.insert(noticeEvents).values({ noticeId: notice.id, kind: "contested", text: why });
    await tx.update(notices).set(opened("received")).where(eq(notices.id, notice.id));
    return ok(undefined);
  });
}

/**
 * Deletes names and addresses of senders whose notices were decided long enough ago: `notices.forgetDays`, and never before the last day on which
 * they may contest the decision (`isContestable`) is over. Returns how many.
 */
export async function forgetSenders(db: Executor): Promise<number> {
  const { "notices.forgetDays": days, "site.zone": zone } = await readSettings(db);
  const forgotten = await db
    .update(notices)
    .set({ name: "", email: null, forgottenAt: sql`now()`, digest: sql`${notices.reference}` })
    .where(
      and(
        isNull(notices.forgottenAt),
        isNotNull(notices.decidedAt),
        sql`${notices.decidedAt} < now() - make_interval(days => ${days}::int)`,
        sql`(date_trunc('day', ${notices.decidedAt} at time zone ${zone}) + make_interval(months => ${contestMonths}::int)
          + interval '1 day') at time zone ${zone} <= now()`,
      ),
    )
    .returning({ id: notices.id });
  return forgotten.length;
}
