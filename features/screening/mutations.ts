import { eq, inArray, lt } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  commentDomains,
  commentFingerprintBands,
  commentFingerprints,
  moderationDecisions,
  screeningVerdicts,
} from "#db/schema.ts";
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
  if (rows.length > 0) await tx.insert(screeningVerdicts).values(rows);
  if (comment.domains.length > 0)
    await tx.insert(commentDomains).values(comment.domains.map((domain) => ({ commentId: id, domain })));
  const hours = settings["moderation.repeatHours"];
  const { words, signature, bands } = fingerprintText(comment.text);
  if (hours === 0 || words === 0) return;
  await tx.insert(commentFingerprints).values({ commentId: id, words, signature, createdAt: now });
  await tx.insert(commentFingerprintBands).values([...new Set(bands)].map((band) => ({ band, commentId: id })));
  const old = tx
    .select({ id: commentFingerprints.commentId })
    .from(commentFingerprints)
    .where(lt(commentFingerprints.createdAt, new Date(now.getTime() - hours * 3_600_000)))
    .limit(maxExpiredPerInsert)
    .for("update", { skipLocked: true });
  await tx.delete(commentFingerprints).where(inArray(commentFingerprints.commentId, old));
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
