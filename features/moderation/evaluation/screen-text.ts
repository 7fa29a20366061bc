import { toScreenedComment } from "#features/comments/posting/screen-comment.ts";
import { type ReadComment, readComment } from "#features/screening/comment-text.ts";
import type { ScreeningEvidence } from "#features/screening/queries.ts";
import { textOnlyPhases, textPhases } from "#features/screening/screen.ts";
import { arbitraryReader, createTextContext } from "#features/screening/text-context.ts";
import type { Phase, ScreenedComment, ScreeningContext, Verdict } from "#features/screening/verdict.ts";
import { prepareListedWords } from "#features/screening/word-lists.ts";
import type { Settings } from "#features/settings/schema.ts";

/** A verdict with the name of the phase that has it. */
export type NamedVerdict = Verdict & { phase: string };

/** Runs all text phases on a comment as if a member past their first comments posted it now, by the text and the settings alone. */
export function screenTextAlone(read: ReadComment, settings: Settings, onTime?: OnTime): NamedVerdict[] {
  const comment = toScreenedComment(read);
  const context = timed("evidence", onTime, () => createTextContext(comment, settings));
  return runPhases(textOnlyPhases, comment, context, onTime);
}

/**
 * Loads what reading and screening load at first use, so that the time of no comment includes it, and builds the site's word lists in
 * slices, as before a comment is posted.
 */
export async function warmUpScreening(settings: Settings): Promise<void> {
  await prepareListedWords(settings);
  const read = readComment("Un premier texte, https://exemple.test");
  if (read.ok) screenTextAlone(read.value, settings);
}

/** Runs all text phases on a comment with evidence from the database, for an arbitrary reader. */
export const runTextPhases = (comment: ScreenedComment, evidence: ScreeningEvidence): NamedVerdict[] =>
  runPhases(textPhases, comment, { ...evidence, ...arbitraryReader });

/** Gets the processor time (ms) of a phase, or of what all share: `read` and `evidence`. */
export type OnTime = (phase: string, ms: number) => void;

/** Calls `work` and reports the processor time that this process used for it. */
export function timed<T>(part: string, onTime: OnTime | undefined, work: () => T): T {
  if (!onTime) return work();
  const before = process.cpuUsage();
  const result = work();
  onTime(part, processorMs(before));
  return result;
}

/** The processor time (ms) of this process, all threads together, since `before`. */
export function processorMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Runs all phases, where screening would stop at the first refusal. */
function runPhases(
  phases: readonly [string, Phase][],
  comment: ScreenedComment,
  context: ScreeningContext,
  onTime?: OnTime,
): NamedVerdict[] {
  return phases.flatMap(([phase, judge]) => {
    const verdict = timed(phase, onTime, () => judge(comment, context));
    return verdict ? [{ ...verdict, phase }] : [];
  });
}

/** What verdicts do to a comment together; undefined if nothing. */
export function effectOf(verdicts: readonly Pick<Verdict, "action">[]): "held" | "flagged" | undefined {
  if (verdicts.length === 0) return undefined;
  return verdicts.every(({ action }) => action === "flag") ? "flagged" : "held";
}
