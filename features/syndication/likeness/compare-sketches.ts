import { isNumberHash, readSketch, type Sample, type Sketch } from "./sketch.ts";

/** Two texts count as the same from this likeness on. */
export const minLikeness = 0.5;

/** Texts with fewer words are compared more strictly. */
const shortWords = 100;
/** Texts with at least so many words may begin differently: what they have in common is too much to be boilerplate. */
const mediumWords = 130;

/**
 * Compares two stored sketches: how much of the shorter text is in the longer one, from 0 to 1. Below `minLikeness` if
 * anything suggests two articles: the beginnings differ, names or numbers were exchanged (a template), or short texts have different
 * titles.
 */
export function compareSketches(one: number[], other: number[]): number {
  const [a, b] = [readSketch(one), readSketch(other)];
  if (!a || !b) return 0;
  const { contained } = compareSamples(a.text, b.text);
  return isSameText(a, b) ? Math.max(minLikeness, contained) : Math.min(contained, minLikeness - 0.01);
}

function isSameText(a: Sketch, b: Sketch): boolean {
  const text = compareSamples(a.text, b.text);
  const lead = compareSamples(a.lead, b.lead);
  if (text.contained < minLikeness || hasExchangedFacts(a, b) || hasExchangedTopic(a, b)) return false;
  const words = Math.min(a.words, b.words);
  if (words < shortWords) return text.contained >= 0.85 && lead.alike >= 0.55 && hasSameTopic(a.title, b.title);
  // Edited: a paragraph more, less or rewritten.
  if (text.alike >= 0.72) return true;
  if (text.alike >= 0.4 && text.contained >= 0.75) return words >= mediumWords || lead.alike >= 0.3;
  // Cut off: a long text, and its beginning.
  return text.contained >= 0.85 && lead.alike >= 0.5;
}

/**
 * Whether each has names or numbers that the other has not: a template filled in differently. In an edited text few are
 * exchanged, more numbers than names.
 */
function hasExchangedFacts(a: Sketch, b: Sketch): boolean {
  const [names, numbers] = [false, true].map((isNumber) => {
    const only = ({ count, sample }: Sample): Sample => ({
      // Complete up to the same limit as the whole sample.
      count: sample.length < count ? Number.POSITIVE_INFINITY : 0,
      sample: sample.filter((hash) => isNumberHash(hash) === isNumber),
    });
    const { both, onlyOne, onlyOther } = compareSamples(only(a.facts), only(b.facts));
    const exchanged = Math.min(onlyOne, onlyOther);
    return { exchanged, share: exchanged / Math.max(1, both + exchanged) };
  });
  if (!names || !numbers) return true;
  if (Math.min(a.words, b.words) < shortWords) return names.exchanged > 0 || numbers.exchanged > 0;
  return numbers.share > 0.34 || names.share > 0.13;
}

/** Whether the title of each names somebody or something that only its own text names. */
function hasExchangedTopic(a: Sketch, b: Sketch): boolean {
  const isOwn = (one: Sketch, other: Sketch) =>
    one.title.sample.some(
      (hash) => one.facts.sample.includes(hash) && hash <= limitOf(other.facts) && !other.facts.sample.includes(hash),
    );
  return isOwn(a, b) && isOwn(b, a);
}

/** Whether titles share a third of their long words, and no number was exchanged. */
function hasSameTopic(a: Sample, b: Sample): boolean {
  const both = a.sample.filter((hash) => b.sample.includes(hash));
  const numbersOf = ({ sample }: Sample, other: Sample) =>
    sample.filter((hash) => isNumberHash(hash) && !other.sample.includes(hash));
  if (numbersOf(a, b).length > 0 && numbersOf(b, a).length > 0) return false;
  return 3 * both.length >= Math.min(a.sample.length, b.sample.length);
}

interface Comparison {
  /** Elements in both samples, and in only one of them. */
  both: number;
  onlyOne: number;
  onlyOther: number;
  /** Jaccard index. */
  alike: number;
  /** How much of the smaller set is in the larger one. */
  contained: number;
}

/** Compares two sets by their samples, up to the value to which both are complete (Cohen and Kaplan, bottom-k sketches, 2007). */
export function compareSamples(one: Sample, other: Sample): Comparison {
  const limit = Math.min(limitOf(one), limitOf(other));
  const a = one.sample.filter((hash) => hash <= limit);
  const known = new Set(other.sample.filter((hash) => hash <= limit));
  const both = a.filter((hash) => known.has(hash)).length;
  const [onlyOne, onlyOther] = [a.length - both, known.size - both];
  const smaller = one.count <= other.count ? a.length : known.size;
  return {
    both,
    onlyOne,
    onlyOther,
    alike: both / Math.max(1, both + onlyOne + onlyOther),
    contained: Math.min(1, both / Math.max(1, smaller)),
  };
}

const limitOf = ({ count, sample }: Sample) => (sample.length < count ? (sample.at(-1) ?? 0) : 0x7fffffff);
