import { setImmediate } from "node:timers/promises";
import { readComment } from "#features/screening/comment-text.ts";
import type { Settings } from "#features/settings/schema.ts";
import { createEvaluation, type ScreeningEvaluation } from "./evaluate.ts";
import type { LabelledComment } from "./labelled-comments.ts";
import { type Estimate, estimateShare } from "./rules.ts";
import { effectOf, screenTextAlone, timed, warmUpScreening } from "./screen-text.ts";

/** A comment that was held or flagged without need, or not found. */
export interface Mistake extends LabelledComment {
  kind: "missed" | "falseAlarm";
  /** What the phases said: `PHASE: WORDS`. */
  reasons: string[];
}

export interface LabelledEvaluation extends ScreeningEvaluation {
  /** How many comments of each class were held or flagged. */
  classes: { name: string; comments: number; recall: Estimate }[];
  mistakes: Mistake[];
  /** Comments whose text the form would not accept. */
  unread: number;
}

/** Evaluates labelled comments as `evaluateScreening` does stored ones: parsing, signals, phases with the present settings. */
export async function evaluateLabelled(
  labelled: LabelledComment[],
  { settings, signal, onProgress }: { settings: Settings; signal?: AbortSignal; onProgress?: () => void },
): Promise<LabelledEvaluation> {
  const evaluation = createEvaluation();
  await warmUpScreening(settings);
  const classes = new Map<string, { comments: number; found: number }>();
  const mistakes: Mistake[] = [];
  let unread = 0;
  for (const [n, comment] of labelled.entries()) {
    // Lets the process handle a signal to stop.
    if (n % 50 === 0) await setImmediate();
    signal?.throwIfAborted();
    onProgress?.();
    const read = timed("read", evaluation.onTime, () => readComment(comment.text));
    if (!read.ok) {
      unread += 1;
      continue;
    }
    const isBad = comment.classes.length > 0;
    const verdicts = screenTextAlone(read.value, settings, evaluation.onTime);
    evaluation.count(isBad ? "refused" : "approved", verdicts);
    const isFound = effectOf(verdicts) !== undefined;
    for (const name of comment.classes) {
      const counts = classes.get(name) ?? { comments: 0, found: 0 };
      classes.set(name, { comments: counts.comments + 1, found: counts.found + Number(isFound) });
    }
    if (isBad === isFound) continue;
    const reasons = verdicts.map(({ phase, values }) => `${phase}: ${values?.words ?? values?.passages ?? ""}`);
    mistakes.push({ ...comment, kind: isBad ? "missed" : "falseAlarm", reasons });
  }
  return {
    ...evaluation.result(),
    classes: [...classes]
      .map(([name, { comments, found }]) => ({ name, comments, recall: estimateShare(found, comments) }))
      .sort((a, b) => b.comments - a.comments),
    mistakes,
    unread,
  };
}
