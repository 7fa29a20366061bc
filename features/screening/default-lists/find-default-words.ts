import { createWordFinder, type WordFinder, type WordMatch } from "#lib/words/word-finder.ts";
import { listDefaultForms } from "./parse-list.ts";
import { type DefaultWord, readDefaultLists } from "./read-lists.ts";

let finder: WordFinder<DefaultWord> | undefined;

/**
 * A finder of the built-in lists' words, built at first use: it takes a third of a second and 13 MB, so only parser threads and the command
 * line have it. Phrases that are left out are found too, because a word inside one of them does not count ("nègre littéraire").
 */
export function defaultWordFinder(): WordFinder<DefaultWord> {
  finder ??= createWordFinder(
    readDefaultLists().flatMap(({ language, kind, entries }) =>
      entries
        .filter(({ entry, level }) => level !== "omitted" || entry.includes(" "))
        .map(({ entry, level }) => ({
          value: { entry, level, list: `${language}-${kind}` as const },
          forms: listDefaultForms(entry, language),
        })),
    ),
  );
  return finder;
}

/** The words of the built-in lists in a comment. */
export interface DefaultListMatches {
  inText: WordMatch<DefaultWord>[];
  /** Masked words of the source, whose signs Markdown removes from the text; positions are those in the source. */
  masked: WordMatch<DefaultWord>[];
}

/** Whether words may be masked in the source of a comment alone: Markdown removes the signs of "c*nn*rd" from the text. */
export const hasMaskedSource = (source: string, text: string) => source !== text && source.includes("*");

/** Finds the words of all built-in lists in a comment. Linear in its length. */
export function findDefaultWords(source: string, text: string): DefaultListMatches {
  const all = defaultWordFinder();
  return {
    inText: all.find(text),
    masked: hasMaskedSource(source, text) ? all.find(source).filter(({ isMasked }) => isMasked) : [],
  };
}
