import { eq, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIntegerArray } from "#db/id-array.ts";
import {
  commentDomains,
  commentFingerprintBands,
  commentFingerprints,
  moderationDecisions,
  screeningVerdicts,
} from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { fingerprintText } from "./fingerprint.ts";
import type { ScreenedComment, Verdict } from "./verdict.ts";

/**
 * The most expired fingerprints that an insertion deletes: more than it adds, so that the table stays as small as the configured hours
 * allow.
 */
const maxExpiredPerInsert = 10;

/**
 * Stores the verdicts on a comment's text and its fingerprint, for comparison with later comments. `edited`: replaces those of an earlier
 * text. Runs in the transaction that stores the text.
 */
export async function saveScreening(
  tx: Executor,
  { id, edited }: { id: number; edited: boolean },
  comment: ScreenedComment,
  { verdicts, settings, now }: { verdicts: Verdict[]; settings: Settings; now: Date },
): Promise<void> {
  if (edited) {
    await tx.delete(screeningVerdicts).where(eq(screeningVerdicts.commentId, id));
    await tx.delete(commentDomains).where(eq(commentDomains.commentId, id));
    await tx.delete(commentFingerprints).where(eq(commentFingerprints.commentId, id));
  }
  const rows = verdicts.flatMap(({ action, reason, rule = "", values = {} }, position) =>
    action === "refuse" ? [] : [{ commentId: id, position, action, reason, rule, values }],
  );
  await Promise.all([
    rows.length > 0 ? tx.insert(screeningVerdicts).values(rows) : undefined,
    comment.domains.length > 0
      ? tx.insert(commentDomains).values(comment.domains.map((domain) => ({ commentId: id, domain })))
      : undefined,
    saveFingerprint(tx, id, comment, { hours: settings["moderation.repeatHours"], now }),
  ]);
}

/** Stores a fingerprint with its bands, and deletes a few expired ones, in one statement. */
async function saveFingerprint(
  tx: Executor,
  id: number,
  { text }: ScreenedComment,
  { hours, now }: { hours: number; now: Date },
): Promise<void> {
  const { words, signature, bands } = fingerprintText(text);
  if (hours === 0 || words === 0) return;
  const expired = new Date(now.getTime() - hours * 3_600_000).toISOString();
  await tx.execute(sql`
    with stored as (
      insert into ${commentFingerprints} (comment_id, words, signature, created_at)
      values (${id}, ${words}, ${toIntegerArray(signature)}, ${now.toISOString()}::timestamptz) returning comment_id
    ), banded as (
      insert into ${commentFingerprintBands} (band, comment_id)
      select distinct band, stored.comment_id from stored, unnest(${toIntegerArray(bands)}) as band
    )
    delete from ${commentFingerprints} where comment_id in (
      select comment_id from ${commentFingerprints} where created_at < ${expired}::timestamptz
      limit ${maxExpiredPerInsert} for update skip locked)`);
}

/** Deletes fingerprints that no new comment is compared with any more: insertions delete some only while comments arrive. */
export async function deleteOldFingerprints(db: Executor): Promise<void> {
  const { "moderation.repeatHours": hours } = await readSettings(db);
  await db
    .delete(commentFingerprints)
    .where(lt(commentFingerprints.createdAt, sql`now() - make_interval(hours => ${hours}::int)`));
}

/** Records permanently that a rule held a comment (`moderation_decisions`), with its first reason. `was`: the status before. */
export async function recordHold(
  tx: Executor,
  comment: { id: number; articleId: number; memberId: number; was?: "visible" },
  verdicts: Verdict[],
): Promise<void> {
  const hold = verdicts.find(({ action }) => action === "hold");
  if (!hold) return;
  await tx.insert(moderationDecisions).values({
    subject: "comment",
    subjectId: comment.id,
    articleId: comment.articleId,
    memberId: comment.memberId,
    action: "hold",
    rule: hold.reason.replace("verdict.", ""),
    reason: hold.rule ?? null,
    before: comment.was ? { status: comment.was } : {},
    after: { status: "pending" },
  });
}
