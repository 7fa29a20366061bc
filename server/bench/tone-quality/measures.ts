import { wilsonInterval } from "#features/comments/rules.ts";
import type { Logistic } from "#features/screening/tone/model.ts";
import { fitLogistic } from "./logistic-regression.ts";

/** A share with its 95 % interval (`wilsonInterval`). */
export interface Share {
  share: number;
  low: number;
  high: number;
  of: number;
}

export function shareOf(found: number, of: number): Share {
  return { share: of === 0 ? 0 : found / of, ...wilsonInterval(found, of), of };
}

/** The mean precision over the ranks of the true ones. */
export function averagePrecision(scored: { score: number; isTrue: boolean }[]): number {
  let found = 0;
  let sum = 0;
  for (const [rank, { isTrue }] of scored.toSorted((a, b) => b.score - a.score).entries()) {
    if (!isTrue) continue;
    found += 1;
    sum += found / (rank + 1);
  }
  return found === 0 ? 0 : sum / found;
}

/** Fits a logistic function from a sum to a probability (Platt, 1999). */
export function calibrate(scored: { score: number; isTrue: boolean }[]): Logistic {
  const rows = {
    starts: Int32Array.from({ length: scored.length + 1 }, (_, n) => n),
    columns: new Int32Array(scored.length),
    values: Float32Array.from(scored, ({ score }) => score),
    width: 1,
  };
  const targets = Float64Array.from(scored, ({ isTrue }) => (isTrue ? 1 : 0));
  const { weights, bias } = fitLogistic(rows, targets, new Float64Array(scored.length).fill(1), 1e-6);
  return { slope: weights[0] ?? 0, offset: bias };
}
