import { type AnyColumn, sql } from "drizzle-orm";
import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articleSchedules, corrections } from "#db/schema.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { type ChangeKind, maxCorrectionLength, maxCreditLength } from "./rules.ts";

export interface ArticleChange {
  kind: ChangeKind;
  /** What changed, for readers; not required for a `typo`. */
  note: string;
  /** The reader who reported the error, as they want to be named. */
  credit?: string;
}

/**
 * Validates the public note of a change: "" for a `typo`. Refused with `form.invalid` (field `changeNote`) as in
 * `addCorrection`.
 */
export function readChangeNote(change: ArticleChange): Result<string> {
  if (change.kind === "typo") return ok("");
  const note = change.note.replace(/\s+/g, " ").trim();
  if (note === "") return refused("form.invalid", { changeNote: "correction.empty" });
  if ([...note].length > maxCorrectionLength)
    return refused("form.invalid", { changeNote: "correction.tooLong" }, { max: maxCorrectionLength });
  return ok(note);
}

/**
 * Records the public note of a change in a published article, in the transaction of the change. A `typo` records
 * nothing. Refused with `form.invalid` (field `changeNote`) if the note is empty or too long. Throws on an unknown
 * article (23503).
 */
export async function addCorrection(
  tx: Executor,
  articleId: number,
  memberId: number | null,
  change: ArticleChange,
): Promise<Result<undefined>> {
  const { kind } = change;
  const noteResult = readChangeNote(change);
  if (!noteResult.ok || kind === "typo") return noteResult.ok ? ok(undefined) : noteResult;
  const note = noteResult.value;
  const credit = shortenText(cleanLine(change.credit ?? ""), maxCreditLength);
  await tx.insert(corrections).values({ articleId, kind, note, memberId, credit });
  await invalidateTags(tx, [correctionCacheTags.all, correctionCacheTags.article(articleId)]);
  return ok(undefined);
}

/**
 * Removes the name of a reader who no longer wants to be named from every correction, published or scheduled; the notes
 * stay. Case does not matter. Returns how many corrections named them.
 */
export async function removeCredit(db: Executor, name: string): Promise<number> {
  const credit = shortenText(cleanLine(name), maxCreditLength);
  if (credit === "") return 0;
  const names = (column: AnyColumn) => sql`lower(${column}) = lower(${credit})`;
  return db.transaction(async (tx) => {
    const published = await tx
      .update(corrections)
      .set({ credit: "" })
      .where(names(corrections.credit))
      .returning({ articleId: corrections.articleId });
    const scheduled = await tx
      .update(articleSchedules)
      .set({ changeCredit: "" })
      .where(names(articleSchedules.changeCredit))
      .returning({ articleId: articleSchedules.articleId });
    const tags = published.map(({ articleId }) => correctionCacheTags.article(articleId));
    await invalidateTags(tx, [correctionCacheTags.all, ...new Set(tags)]);
    return published.length + scheduled.length;
  });
}
