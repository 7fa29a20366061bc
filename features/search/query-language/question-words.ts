import { foldWord } from "#lib/words/fold-word.ts";

/**
 * Words with which readers ask, and English stop words, which the French dictionary does not leave out. A text need not
 * have them. Folded.
 */
const questionWords = new Set(
  (
    "comment pourquoi quand combien quel quels quelle quelles ou quoi qui que est quest faire faut peut peux puis dois doit " +
    "savoir c d l n s sans sous entre vers chez the a an of to for in on and is are how what why when where who do does can"
  ).split(" "),
);

/** Whether a word only asks or joins: results need not have it. */
export function isQuestionWord(word: string): boolean {
  return questionWords.has(foldWord(word));
}
