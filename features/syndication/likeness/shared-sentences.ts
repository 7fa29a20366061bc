import { cutCharacters } from "#lib/cut-characters.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { splitSentences } from "../content/split-sentences.ts";
import { listTokens } from "./tokens.ts";

/** Characters of each text that are read, and of a sentence that are shown. */
const maxTextLength = 50_000;
const maxSentenceLength = 300;
/** Shorter sentences are found in many texts. */
const minSentenceWords = 6;

/**
 * Lists sentences of the first text that the second one has as well, whatever their accents and punctuation; at most
 * `max`, the longest. Both are sanitised HTML or plain text.
 */
export function listSharedSentences(one: string, other: string, max = 5): string[] {
  const known = new Set(listSentences(other).map(({ key }) => key));
  const shared = new Map<string, string>();
  for (const { sentence, key } of listSentences(one)) if (known.has(key) && !shared.has(key)) shared.set(key, sentence);
  const longest = [...shared.values()].sort((one, other) => other.length - one.length).slice(0, max);
  return [...shared.values()]
    .filter((sentence) => longest.includes(sentence))
    .map((sentence) => cutCharacters(sentence, maxSentenceLength));
}

function listSentences(text: string): { sentence: string; key: string }[] {
  return splitSentences(toText(parseHtml(text.slice(0, maxTextLength))), "").flatMap((written) => {
    const sentence = written.replace(/\s+/g, " ").trim();
    const words = listTokens(sentence).map(({ word }) => word);
    return words.length < minSentenceWords ? [] : [{ sentence, key: words.join(" ") }];
  });
}
