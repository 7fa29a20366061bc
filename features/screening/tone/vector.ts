import type { Feature } from "./features.ts";

/** By group of features: the length that a text's vector has in it. Chosen on cross-validated scores (docs/benchmarks.md). */
const groupScales = [1, 1.5, 1.5, 0.3];
/** Surface features are few and always as many: they are not divided by their number. */
const surfaceGroup = 3;

/** The distinct features of a text, each with its value. */
export interface TextVector {
  hashes: number[];
  values: number[];
}

/** Merges the features of sentences. Each group has the same length in every text, so that long texts weigh as much as short ones. */
export function toVector(features: Iterable<Feature>): TextVector {
  const groups = new Map<number, number>();
  for (const { hash, group } of features) groups.set(hash, group);
  const counts = [0, 0, 0, 0];
  for (const group of groups.values()) counts[group] = (counts[group] ?? 0) + 1;
  const scales = groupScales.map((scale, group) =>
    group === surfaceGroup ? scale : scale / Math.sqrt(counts[group] || 1),
  );
  return { hashes: [...groups.keys()], values: Array.from(groups.values(), (group) => scales[group] ?? 0) };
}
