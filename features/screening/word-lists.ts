import type { Settings } from "#features/settings/schema.ts";
import { createWordFinder, type WordFinder } from "#lib/words/word-finder.ts";
import type { ScreenedComment, ScreeningContext } from "./verdict.ts";

/** A cached word finder per list, rebuilt only when the list changes: building one of 2,000 words takes longer than searching. */
const finderCache = new Map<string, { list: string; finder: WordFinder }>();

function cachedFinder(name: "banned" | "suspect", list: string): WordFinder {
  const known = finderCache.get(name);
  if (known?.list === list) return known.finder;
  const finder = createWordFinder(list);
  finderCache.set(name, { list, finder });
  return finder;
}

/** Finds words of the site's lists in a comment's text and links. */
export function findListedWords({ text, links }: ScreenedComment, settings: Settings): ScreeningContext["words"] {
  const found = (name: "banned" | "suspect", list: string) => cachedFinder(name, list).find(text, links.join("\n"));
  return {
    banned: found("banned", settings["moderation.bannedWords"]),
    suspect: found("suspect", settings["moderation.suspectWords"]),
  };
}
