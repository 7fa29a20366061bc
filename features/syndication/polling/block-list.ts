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
    const text = toWords(`${title} ${excerpt} ${bodyHtml.replace(/<[^<>]*>/g, " ")}`);
    return words.find((word) => text.includes(word.words))?.line;
  };
}

function readLines(lines: string): { line: string; words: string }[] {
  return lines
    .split("\n")
    .map((line) => ({ line: line.trim(), words: toWords(line) }))
    .filter(({ words }) => words.trim() !== "");
}

/** Words in lower case without accents, with a space before, between and after. */
function toWords(text: string): string {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}
