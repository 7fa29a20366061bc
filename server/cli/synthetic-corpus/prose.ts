import { type Random, seeded, zipf } from "./random.ts";

/** Content words of the invented language that are in use everywhere; the commonest is in most articles. */
const vocabularySize = 30_000;
/**
 * Names, places and rare terms beyond it: one content word in 50 is one of three million, by Zipf with exponent 1. So a
 * million articles have several hundred thousand distinct words, most of them in one or two articles, as on real sites.
 */
const rareWordCount = 3_000_000;
const rareWordShare = 0.02;
/** The share of content words with a plural ending, so that stemming has something to do. */
const pluralShare = 0.18;

const onsets = "b c ch d f g gr l m n p pr r s t tr v br cl cr dr fl fr gl pl qu bl vr j".split(" ");
const vowels = "a e i o u é è ou on an in eau ai oi ie eu".split(" ");
const endings =
  "tion ment eur euse age ité ance isme iste able ique al el if ir er é ette oire ure ade esse on in ot ard ais ien et".split(
    " ",
  );
/**
 * The function words of French, roughly by frequency: stop words of the search, so that searching costs what it does
 * with real text.
 */
const functionWords =
  "de la le les et des à du en un une dans que qui pour par sur au avec se est sont ne pas plus ce cette ces leur son sa ses ou mais aux il elle ils on nous vous".split(
    " ",
  );

/** Invented French-looking sentences, the same for the same `Random`. */
export interface Prose {
  /** A headline of 4 to 14 words, without a full stop. */
  title(random: Random): string;
  /** About `words` words of sentences, no markup and nothing that needs escaping in HTML. */
  paragraph(random: Random, words: number): string;
  /** One content word, capitalised (the name of a tag or a person); the rank says how common it is in the texts. */
  name(rank: number): string;
}

/** Creates the vocabulary; the same one for the same `random`. */
export function makeProse(random: Random): Prose {
  const words = makeVocabulary(random);
  // Function words take the first ranks of a language, so the rest begins flatter.
  const draw = zipf(words.length, 1.05, 12);
  const drawFunctionWord = zipf(functionWords.length, 0.8);
  const content = (use: Random) => {
    const kind = use.next();
    if (kind < rareWordShare) return makeRareWord(Math.floor(rareWordCount ** use.next()));
    const word = words[draw(use)] ?? "mot";
    return kind < rareWordShare + pluralShare && !word.endsWith("x") ? `${word}s` : word;
  };
  const sentence = (use: Random, length: number) => {
    let text = "";
    for (let at = 0; at < length; at += 1) {
      // Two words in five are function words; never the last one.
      const word = at < length - 1 && use.next() < 0.42 ? (functionWords[drawFunctionWord(use)] ?? "de") : content(use);
      text += at === 0 ? capitalised(word) : ` ${word}`;
      if (at > 3 && at < length - 3 && use.next() < 0.07) text += ",";
    }
    return text;
  };
  return {
    title: (use) => sentence(use, 4 + use.whole(11)),
    paragraph(use, length) {
      const sentences: string[] = [];
      for (let wordsLeft = length; wordsLeft > 0; ) {
        const size = Math.min(wordsLeft, 8 + use.whole(20));
        // Avoids a last sentence of two words.
        const count = wordsLeft - size < 5 ? wordsLeft : size;
        sentences.push(`${sentence(use, count)}.`);
        wordsLeft -= count;
      }
      return sentences.join(" ");
    },
    name: (rank) => capitalised(words[rank % words.length] ?? "Mot"),
  };
}

/** The name with this rank: always the same, without a list of them all. */
function makeRareWord(rank: number): string {
  return capitalised(makeWord(seeded(rank), 2));
}

function makeWord(random: Random, minSyllables: number): string {
  let word = "";
  for (let syllable = minSyllables + random.whole(3); syllable > 0; syllable -= 1)
    word += random.pick(onsets) + random.pick(vowels);
  return word + random.pick(onsets) + random.pick(endings);
}

function makeVocabulary(random: Random): string[] {
  const words = new Set<string>();
  while (words.size < vocabularySize) words.add(makeWord(random, 1));
  // Common words are short in any language (Zipf's law of abbreviation).
  return [...words].sort((a, b) => a.length - b.length);
}

function capitalised(word: string): string {
  return word.charAt(0).toLocaleUpperCase("fr") + word.slice(1);
}
