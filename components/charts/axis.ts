/** Returns the round number at or above a chart's highest value: 1, 2 or 5 times a power of ten; 1 for an empty chart. */
export function niceCeiling(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 5, 10].find((times) => times * power >= highest) ?? 10;
  return Math.max(1, step * power);
}

/** The same in finer steps, for small drawings that are to be filled. */
export function fineCeiling(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((times) => times * power >= highest) ?? 10;
  return Math.max(1, Math.round(step * power * 10) / 10);
}

/** Picks the positions in a row of `count` that get a label: all if they are few, else evenly spaced ones with the first and the last. */
export function pickLabelIndexes(count: number, maxLabels: number): number[] {
  if (count <= 12) return Array.from({ length: count }, (_, n) => n);
  return Array.from({ length: maxLabels }, (_, n) => Math.round((n * (count - 1)) / (maxLabels - 1)));
}
