import type { Durations } from "./schema.ts";

/**
 * The upper bounds of the ranges in which durations are counted, in seconds. Stored samples depend on them: another list
 * needs another `version` of the sample.
 */
export const durationBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

/** Adds durations; it does not matter in which order. */
export function addDurations(a: Durations, b: Durations): Durations {
  const counts = Array.from(
    { length: Math.max(a.counts.length, b.counts.length) },
    (_, i) => (a.counts[i] ?? 0) + (b.counts[i] ?? 0),
  );
  return { counts, seconds: a.seconds + b.seconds };
}

/** The number of durations. */
export const countDurations = ({ counts }: Durations): number => counts.reduce((sum, one) => sum + one, 0);

/**
 * Estimates the duration (seconds) that a share `q` (0 to 1) of all does not exceed, by linear interpolation inside its
 * range; undefined without durations. Those above the last bound count as that bound.
 */
export function estimateQuantile(durations: Durations, q: number): number | undefined {
  const total = countDurations(durations);
  if (total === 0) return undefined;
  const rank = q * total;
  let below = 0;
  for (const [index, counted] of durations.counts.entries()) {
    const upper = durationBounds[index];
    if (upper === undefined) break;
    if (counted > 0 && below + counted >= rank) {
      const lower = index === 0 ? 0 : (durationBounds[index - 1] ?? 0);
      return lower + ((upper - lower) * Math.max(0, rank - below)) / counted;
    }
    below += counted;
  }
  return durationBounds.at(-1);
}
