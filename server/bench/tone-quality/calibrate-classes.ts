import { type Calibration, findLeadingClass, leadingSum } from "#features/screening/tone/model.ts";
import { toneClasses } from "#features/screening/tone/tone-scores.ts";
import type { ScoredComment } from "./cross-validate.ts";
import { calibrate } from "./measures.ts";
import { isOfTone } from "./training-comments.ts";

/** Calibrates the classes on cross-validated sums: each by itself, and as the leading one of the texts that it fits best. */
export function calibrateClasses(scored: ScoredComment[]): Calibration {
  const judged = scored.filter(({ comment }) => comment.classes.length === 0 || isOfTone(comment));
  const entries = toneClasses.map((name) => {
    const output = toneClasses.indexOf(name);
    const own = scored.map(({ comment, sums }) => ({
      score: sums[output] ?? 0,
      isTrue: comment.classes.includes(name),
    }));
    const leading = judged
      .filter(({ sums }) => findLeadingClass(sums) === name)
      .map(({ comment, sums }) => ({ score: leadingSum(sums, name), isTrue: isOfTone(comment) }));
    return [name, { own: calibrate(own), leading: calibrate(leading) }] as const;
  });
  return Object.fromEntries(entries) as Calibration;
}
