import { withoutPiledMarks } from "#lib/html/clean-text.ts";
import { foldLetters } from "#lib/words/fold-text.ts";

/** Words and authors that a feed's policy blocks, one per line. */
export interface BlockLists {
  blockedWords: string;
  blockedAuthors: string;
}

/** An item's texts, as plain text or HTML. */
interface BlockableItem {
  title: string;
  author: string;
  excerpt: string;
  bodyHtml: string;
}

/** Returns a function that names the blocked word or author in an item, as whole words without case and accents; undefined: none. */
export function blockedBy({ blockedWords, blockedAuthors }: BlockLists): (item: BlockableItem) => string | undefined {
  const words = readLines(blockedWords);
  const authors = readLines(blockedAuthors);
  return ({ title, author, excerpt, bodyHtml }) => {
    if (authors.length > 0) {
      const name = toWords(author);
      const blocked = authors.find(({ words }) => name.includes(words));
      if (blocked) return blocked.line;
    }
    if (words.length === 0) return undefined;
    const text = toWords(`${title} ${excerpt} ${toPlain(bodyHtml)}`);
    return words.find((word) => text.includes(word.words))?.line;
  };
}

function readLines(lines: string): { line: string; words: string }[] {
  return lines
    .split("\n")
    .map((line) => ({ line: line.trim(), words: toWords(line) }))
    .filter(({ words }) => words.trim() !== "");
}

/** Tags within a word; others separate words. */
const inlineTag =
  /<\/?(?:a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>/g;
const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " " };

/** The text of our own HTML, without a tree. */
const toPlain = (html: string) =>
  html
    .replace(inlineTag, "")
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(?:amp|lt|gt|nbsp);/g, (entity) => entities[entity] ?? " ");

/** Words in lower case without accents and disguises, with a space before, between and after. */
function toWords(text: string): string {
  return ` ${foldLetters(withoutPiledMarks(text))
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
}
