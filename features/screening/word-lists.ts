import type { Settings } from "#features/settings/schema.ts";
import { siteLocale } from "#i18n/translator.ts";
import { createListFinder, type WordFinder } from "#lib/words/word-finder.ts";
import type { ScreenedComment, ScreeningContext } from "./verdict.ts";

/** A cached word finder per list, rebuilt only when the list changes: building one of 2,000 words takes longer than searching. */
const finderCache = new Map<string, { list: string; finder: WordFinder<string> }>();

function cachedFinder(name: "banned" | "suspect", list: string): WordFinder<string> {
  const known = finderCache.get(name);
  if (known?.list === list) return known.finder;
  const finder = createListFinder(list, siteLocale());
  finderCache.set(name, { list, finder });
  return finder;
}

/** Finds words of the site's lists in a comment's text and links. */
export function findListedWords({ text, links }: ScreenedComment, settings: Settings): ScreeningContext["words"] {
  const found = (name: "banned" | "suspect", list: string) => {
    const finder = cachedFinder(name, list);
    return [...new Set([text, links.join("\n")].flatMap((one) => finder.find(one)).map(({ value }) => value))];
  };
  return {
    banned: found("banned", settings["moderation.bannedWords"]),
    suspect: found("suspect", settings["moderation.suspectWords"]),
  };
}
