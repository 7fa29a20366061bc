import { makeFinder, type WordFinder } from "#lib/words/find-words.ts";

/** The finder of each list, made again only when its text changes: 2,000 words take longer to build than to look for. */
const kept = new Map<string, { list: string; finder: WordFinder }>();

export function keptFinder(name: "banned" | "suspect", list: string): WordFinder {
  const known = kept.get(name);
  if (known?.list === list) return known.finder;
  const finder = makeFinder(list);
  kept.set(name, { list, finder });
  return finder;
}
