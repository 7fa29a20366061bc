import { type FeatureGroup, featureGroups, readFeatures } from "./features.ts";
import type { Sentence } from "./tokens.ts";

/** By group of features: the length that a passage's vector has in it. Chosen on cross-validated scores. */
const groupScales: Record<(typeof featureGroups)[number], number> = {
  words: 1,
  letters: 1.5,
  classes: 1.5,
  surface: 0.3,
};

/**
 * By group: the features of some eight words. A shorter passage gets no longer vector per feature, so that a few harmless words ("toi
 * aussi") are no strong evidence. Chosen on cross-validated scores.
 */
const minFeatures: Record<(typeof featureGroups)[number], number> = {
  words: 12,
  letters: 80,
  classes: 10,
  surface: 0,
};

/** The distinct features of a passage, each with its value. */
export interface TextVector {
  hashes: number[];
  values: number[];
}

/**
 * By group: the value of each of its features, from the numbers of distinct features. A group has the same length in every passage of more
 * than `minFeatures`, so that long ones weigh as much as short ones; features of the form are few and always as many.
 */
export const toGroupValues = (counts: ArrayLike<number>): number[] =>
  featureGroups.map((name, group) =>
    name === "surface"
      ? groupScales[name]
      : groupScales[name] / Math.sqrt(Math.max(counts[group] ?? 0, minFeatures[name])),
  );

/** The vector of a passage, for training. `sumPassage` of the model adds it up without building it. */
export function toVector(sentences: Sentence[]): TextVector {
  const groups = new Map<number, FeatureGroup>();
  readFeatures(sentences, (hash, group) => groups.set(hash, group));
  const counts = featureGroups.map((_, group) => [...groups.values()].filter((one) => one === group).length);
  const values = toGroupValues(counts);
  return { hashes: [...groups.keys()], values: Array.from(groups.values(), (group) => values[group] ?? 0) };
}
