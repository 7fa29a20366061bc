import { makeFinder, type WordFinder } from "#lib/words/find-words.ts";
import type { JudgedComment } from "./verdict.ts";

/** The finder of each list, made again only when its text changes: 2,000 words take longer to build than to look for. */
const kept = new Map<string, { list: string; finder: WordFinder }>();

export function keptFinder(name: "banned" | "suspect", list: string): WordFinder {
  const known = kept.get(name);
  if (known?.list === list) return known.finder;
  const finder = remembering(makeFinder(list));
  kept.set(name, { list, finder });
  return finder;
}

/** With its last answer: a comment is looked at while the database is asked about it, and the phases ask again. */
function remembering({ size, find }: WordFinder): WordFinder {
  let last: { texts: string[]; found: string[] } | undefined;
  return {
    size,
    find(...texts) {
      const same = last?.texts.length === texts.length && texts.every((text, n) => text === last?.texts[n]);
      if (!last || !same) last = { texts, found: find(...texts) };
      return [...last.found];
    },
  };
}

/** The words of a list in what a comment says and in where it leads. */
export function foundIn({ text, links }: Pick<JudgedComment, "text" | "links">, finder: WordFinder): string[] {
  return finder.find(text, links.join("\n"));
}
