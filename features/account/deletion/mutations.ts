import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { memberDeletions, members } from "#db/schema.ts";
import { queueAccountMail } from "#features/auth/mail/account-mail.ts";
import { isSanctioned } from "#features/members/standing/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { log } from "#lib/log/log.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { anonymiseMember } from "./anonymise-member.ts";
import { memberDeletion } from "./jobs.ts";
import { deletionDelayDays } from "./rules.ts";

/**
 * Requests the deletion of an account and mails its owner a link to cancel. Of two requests at once one is kept. Refused with
 * `deletion.lastAdmin` or `deletion.asked`.
 */
export async function requestDeletion(
  db: Executor,
  memberId: number,
  keepsComments: boolean,
): Promise<Result<{ dueAt: Date }>> {
  const request = db.transaction(async (tx): Promise<Result<{ dueAt: Date }>> => {
    if (await isLastAdmin(tx, memberId)) return refused("deletion.lastAdmin");
    const [member] = await tx
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.id, memberId), isNull(members.deletedAt)))
      .for("update");
    if (!member) return refused("member.signIn");
    const [deletion] = await tx
      .insert(memberDeletions)
      .values({ memberId, keepsComments, dueAt: sql`now() + make_interval(days => ${deletionDelayDays})` })
      .returning({ id: memberDeletions.id, dueAt: memberDeletions.dueAt });
    if (!deletion) throw new Error("The deletion was not stored.");
    await enqueue(tx, memberDeletion, { deletion: deletion.id }, { at: deletion.dueAt });
    await queueAccountMail(tx, memberId, "deletionAsked", { at: deletion.dueAt.toISOString() });
    return ok({ dueAt: deletion.dueAt });
  });
  return request.catch((error: unknown) => {
    if (isUniqueViolation(error)) return refused("deletion.asked");
    throw error;
  });
}

/** Cancels the deletion. Refused with `deletion.none` if none is pending. */
export async function cancelDeletion(tx: Executor, memberId: number): Promise<Result<undefined>> {
  const cancelled = await tx
    .update(memberDeletions)
    .set({ cancelledAt: sql`now()` })
    .where(
      and(eq(memberDeletions.memberId, memberId), isNull(memberDeletions.cancelledAt), isNull(memberDeletions.doneAt)),
    )
    .returning({ id: memberDeletions.id });
  return cancelled.length > 0 ? ok(undefined) : refused("deletion.none");
}

/**
 * Executes a deletion if it is due and neither cancelled nor done; returns whether it did. Runs in one transaction, so that it happens once
 * even when run twice or concurrently. Cancels the last administrator's instead: nobody could run the site.
 */
export async function executeDeletion(db: Executor, deletionId: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [due] = await tx
      .select({ memberId: memberDeletions.memberId, keepsComments: memberDeletions.keepsComments })
      .from(memberDeletions)
      .where(
        and(
          eq(memberDeletions.id, deletionId),
          isNull(memberDeletions.cancelledAt),
          isNull(memberDeletions.doneAt),
          lte(memberDeletions.dueAt, sql`now()`),
        ),
      )
      .for("update");
    if (!due) return false;
    const { memberId, keepsComments } = due;
    if (await isLastAdmin(tx, memberId)) {
      log.warn({ member: memberId }, "The last administrator's deletion is cancelled: appoint another one first.");
      await cancelDeletion(tx, memberId);
      return false;
    }
    await queueAccountMail(tx, memberId, "deletionDone");
    await anonymiseMember(tx, memberId, { keepsComments });
    await tx.update(memberDeletions).set({ doneAt: sql`now()` }).where(eq(memberDeletions.id, deletionId));
    return true;
  });
}

/** A deletion's job is retried for most of a day; a deletion still pending after that has lost its job. */
const overdueHours = 24;

/**
 * Queues overdue deletions again: their job was lost when the queue was restored or emptied, or failed to the end. Returns how many. Called
 * again it adds nothing for a day.
 */
export async function requeueOverdueDeletions(db: Executor): Promise<number> {
  const overdue = await db
    .select({ id: memberDeletions.id })
    .from(memberDeletions)
    .where(
      and(
        isNull(memberDeletions.cancelledAt),
        isNull(memberDeletions.doneAt),
        lte(memberDeletions.dueAt, sql`now() - make_interval(hours => ${overdueHours})`),
      ),
    )
    .limit(1_000);
  for (const { id } of overdue)
    await enqueue(db, memberDeletion, { deletion: id }, { key: String(id), seconds: overdueHours * 3_600 });
  return overdue.length;
}

/**
 * Locks the administrators' rows in order: of two deleted at once, the second counts without the first. A banned administrator does not
 * count.
 */
async function isLastAdmin(tx: Executor, memberId: number): Promise<boolean> {
  const admins = await tx
    .select({ id: members.id })
    .from(members)
    .where(
      and(
        eq(members.role, "admin"),
        isNull(members.deletedAt),
        or(eq(members.id, memberId), sql`not ${isSanctioned(members.id)}`),
      ),
    )
    .orderBy(members.id)
    .for("update");
  return admins.length === 1 && admins[0]?.id === memberId;
}
