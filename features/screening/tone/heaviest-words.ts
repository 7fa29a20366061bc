import { type FeatureReader, readFeatures } from "./features.ts";
import { modelOutputs, type ToneModel } from "./model.ts";
import { isStopWord } from "./stop-words.ts";
import type { Sentence, ToneToken } from "./tokens.ts";
import type { ToneClass } from "./tone-scores.ts";

const maxListedWords = 5;
/** A word is listed if it weighs at least this share of the heaviest one. */
const minShare = 0.35;
const maxLength = 60;
const anyOutput = modelOutputs.indexOf("any");

const isTelling = ({ word }: ToneToken) => !isStopWord(word) && (word.length > 2 || !/^[a-z]$/.test(word));

interface WeighedWord {
  start: number;
  end: number;
  weight: number;
}

/** An occurrence of a feature that the model knows, with the words that show it. */
interface KnownFeature {
  row: number;
  group: number;
  first: ToneToken;
  last: ToneToken;
}

/** What of a passage may be listed for any class. */
interface WeighablePassage {
  /** Its words that say something, in order. */
  telling: Set<ToneToken>;
  features: KnownFeature[];
}

/** Reads once what `listHeaviestWords` weighs for each class. */
export function readWeighablePassage(sentences: Sentence[], model: ToneModel): WeighablePassage {
  const telling = new Set(sentences.flatMap(({ tokens }) => tokens.filter(isTelling)));
  const features: KnownFeature[] = [];
  const readOne: FeatureReader = (hash, group, first, last) => {
    if (!first || !last || (first === last && !telling.has(first))) return;
    const row = model.findRow(hash);
    if (row >= 0) features.push({ row, group, first, last });
  };
  readFeatures(sentences, readOne, (token) => {
    if (!telling.has(token)) return;
    for (const row of model.lettersOf(token.known).rows)
      if (row >= 0) features.push({ row, group: 1, first: token, last: token });
  });
  return { telling, features };
}

/** Lists the words of the text that weigh most for a class, the heaviest first; neighbours together ("ta gueule"). */
export function listHeaviestWords(
  text: string,
  passage: WeighablePassage & { groupValues: number[] },
  model: ToneModel,
  name: ToneClass,
): string[] {
  const heaviest = weighWords(passage, model, name)
    .sort((a, b) => b.weight - a.weight || a.start - b.start)
    .slice(0, maxListedWords);
  const least = (heaviest[0]?.weight ?? 0) * minShare;
  const runs: WeighedWord[] = [];
  for (const word of heaviest.filter(({ weight }) => weight >= least).sort((a, b) => a.start - b.start)) {
    const before = runs.at(-1);
    if (before && word.start - before.end <= 1) {
      before.end = word.end;
      before.weight = Math.max(before.weight, word.weight);
    } else runs.push({ ...word });
  }
  const words = runs.sort((a, b) => b.weight - a.weight).map(({ start, end }) => text.slice(start, end));
  return [...new Set(words.map((word) => word.slice(0, maxLength).toWellFormed()))];
}

/** What each word contributes. A pair counts for that of its words which weighs more by itself: "you" is in every insult. */
function weighWords(
  { telling, features, groupValues }: WeighablePassage & { groupValues: number[] },
  model: ToneModel,
  name: ToneClass,
): WeighedWord[] {
  const outputs = name === "spam" ? [modelOutputs.indexOf(name)] : [modelOutputs.indexOf(name), anyOutput];
  const weigh = ({ row, group }: KnownFeature) =>
    outputs.reduce((sum, output) => sum + model.weightOf(row, output), 0) * (groupValues[group] ?? 0);
  const words = new Map<number, WeighedWord>();
  for (const { start, end } of telling) if (!words.has(start)) words.set(start, { start, end, weight: 0 });
  const add = (token: ToneToken, weight: number) => {
    const word = telling.has(token) ? words.get(token.start) : undefined;
    if (word) word.weight += weight;
  };
  for (const feature of features) if (feature.first === feature.last) add(feature.first, weigh(feature));
  const alone = new Map([...words].map(([start, { weight }]) => [start, weight]));
  for (const feature of features) {
    const { first, last } = feature;
    if (first === last) continue;
    add((alone.get(first.start) ?? -1) > (alone.get(last.start) ?? -1) ? first : last, weigh(feature));
  }
  return [...words.values()];
}
