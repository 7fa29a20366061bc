import { foldWord } from "#lib/words/fold-word.ts";
import { rateFrequency, type SpellingCorrection } from "./choose-correction.ts";
import type { KnownWord } from "./queries.ts";

/** Longer words are not split: the number of their parts would be large. */
const maxSplitLength = 25;
const minPartLength = 3;
const maxParts = 4;
/** Words between others, which the vocabulary does not have. */
const links = ["à", "au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "un", "une"];
const linkOf = new Map(links.map((link) => [foldWord(link), link]));
/** What missing spaces between two words cost, in letters; more with further words, less with a link between them. */
const spaceCost = 0.9;
const furtherWordCost = 0.2;
const linkGain = 0.1;

/** The parts of a folded word that may be words. */
export function listParts(word: string): string[] {
  if (word.length > maxSplitLength) return [];
  const parts: string[] = [];
  for (let from = 0; from < word.length; from += 1)
    for (let to = from + minPartLength; to <= word.length; to += 1) parts.push(word.slice(from, to));
  return parts;
}

/** The best way to read a folded word as several words of articles: "motdepasse", mot de passe. */
export function splitWord(word: string, known: ReadonlyMap<string, KnownWord>): SpellingCorrection | undefined {
  if (word.length > maxSplitLength) return undefined;
  let best: SpellingCorrection | undefined;
  const read = (at: number, parts: string[], least: number, linkCount: number): void => {
    if (at === word.length) {
      if (parts.length < 2 || !Number.isFinite(least)) return;
      const wordCount = parts.length - linkCount;
      const cost = spaceCost + (wordCount - 2) * furtherWordCost - linkCount * linkGain - rateFrequency(least);
      const spelling = parts.join(" ");
      if (!best || cost < best.cost || (cost === best.cost && spelling < best.spelling)) best = { spelling, cost };
      return;
    }
    if (parts.length >= maxParts) return;
    for (let to = at + 1; to <= word.length; to += 1) {
      const part = word.slice(at, to);
      // A link stands between two words.
      const link = linkOf.get(part);
      if (link !== undefined) {
        if (at > 0 && to < word.length) read(to, [...parts, link], least, linkCount + 1);
        continue;
      }
      const one = part.length >= minPartLength ? known.get(part) : undefined;
      if (one) read(to, [...parts, one.spelling], Math.min(least, one.count), linkCount);
    }
  };
  read(0, [], Number.POSITIVE_INFINITY, 0);
  return best;
}
