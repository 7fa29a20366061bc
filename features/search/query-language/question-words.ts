import { foldWord } from "#lib/words/fold-word.ts";

/**
 * Words with which readers ask, and stop words that the French dictionary does not leave out: English ones, and French
 * ones with accents ("à", "très", "même", "ça"), which it compares without them. A text need not have them. Folded.
 */
const questionWords = new Set(
  (
    "comment pourquoi quand combien quel quels quelle quelles ou quoi qui que est quest faire faut peut peux puis dois doit " +
    "savoir c d l n s tres meme memes ca sans sous entre vers chez " +
    "the a an of to for in on and is are how what why when where who do does can"
  ).split(" "),
);

/** Whether a word only asks or joins: results need not have it. */
export function isQuestionWord(word: string): boolean {
  return questionWords.has(foldWord(word));
}
