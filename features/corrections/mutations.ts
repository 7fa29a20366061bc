import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { corrections } from "#db/schema.ts";
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
