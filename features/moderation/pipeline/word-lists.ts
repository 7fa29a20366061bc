import type { Settings } from "#features/settings/schema.ts";
import { makeFinder, type WordFinder } from "#lib/words/find-words.ts";
import type { Context, JudgedComment } from "./verdict.ts";

/** The finder of each list, made again only when its text changes: 2,000 words take longer to build than to look for. */
const kept = new Map<string, { list: string; finder: WordFinder }>();

function keptFinder(name: "banned" | "suspect", list: string): WordFinder {
  const known = kept.get(name);
  if (known?.list === list) return known.finder;
  const finder = makeFinder(list);
  kept.set(name, { list, finder });
  return finder;
}

/** The words of the site's lists in what a comment says and in where it leads. */
export function listedWords({ text, links }: JudgedComment, settings: Settings): Context["words"] {
  const found = (name: "banned" | "suspect", list: string) => keptFinder(name, list).find(text, links.join("\n"));
  return {
    banned: found("banned", settings["moderation.bannedWords"]),
    suspect: found("suspect", settings["moderation.suspectWords"]),
  };
}
