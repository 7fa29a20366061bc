import type { TextSpan } from "../reported-speech.ts";
import { listHeaviestWords, readWeighablePassage } from "./heaviest-words.ts";
import type { Lexicon } from "./lexicon.ts";
import { loadToneModel, type ToneModel, toPercentages } from "./model.ts";
import { type Sentence, splitIntoSentences } from "./tokens.ts";
import { type ToneClass, type ToneScores, toneClasses } from "./tone-scores.ts";

/** A text with more words is scored passage by passage, so that one insult in it is not diluted. The training comments are shorter. */
const maxWholeWords = 160;
/** Sentences are put together to passages of at least so many words. */
const passageWords = 60;
/** Nobody asks for the words of a lower score. */
const minExplained = 30;

/** Splits a text into the passages that are scored by themselves: most texts are a single one. Linear in the text. */
export function readPassages(text: string, reportedSpans: TextSpan[], lexicon: Lexicon): Sentence[][] {
  return groupSentences(splitIntoSentences(text, reportedSpans, lexicon));
}

/** Passages share their last sentence with the next one: an insult may need the sentence before it. */
function groupSentences(sentences: Sentence[]): Sentence[][] {
  const words = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  if (words <= maxWholeWords) return [sentences];
  const passages: Sentence[][] = [];
  let passage: Sentence[] = [];
  let count = 0;
  for (const sentence of sentences) {
    passage.push(sentence);
    count += sentence.tokens.length;
    if (count < passageWords) continue;
    passages.push(passage);
    passage = [sentence];
    count = 0;
  }
  if (count > 0) passages.push(passage);
  return passages;
}

/** Scores a text by class. `reportedSpans`: what it quotes or reports. Linear in the text. */
export function scoreTone(text: string, reportedSpans: TextSpan[], model: ToneModel = loadToneModel()): ToneScores {
  const passages = readPassages(text, reportedSpans, model.lexicon).map((sentences) => ({
    sentences,
    ...model.sumPassage(sentences),
  }));
  const scored = passages.map((passage) => ({
    ...passage,
    percentages: toPercentages(passage.sums, model.summary.calibration),
  }));
  // Often the same passage for several classes.
  const weighable = new Map<(typeof scored)[number], ReturnType<typeof readWeighablePassage>>();
  const listWords = (passage: (typeof scored)[number], name: ToneClass) => {
    const read = weighable.get(passage) ?? readWeighablePassage(passage.sentences, model);
    weighable.set(passage, read);
    return listHeaviestWords(text, { ...read, groupValues: passage.groupValues }, model, name);
  };
  const scores = toneClasses.map((name) => {
    const [worst] = scored.toSorted((a, b) => b.percentages[name] - a.percentages[name]);
    const percent = worst?.percentages[name] ?? 0;
    const words = !worst || percent < minExplained ? [] : listWords(worst, name);
    return [name, { percent, words }] as const;
  });
  return Object.fromEntries(scores) as ToneScores;
}
