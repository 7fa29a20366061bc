import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createWordFinder, type WordFinder } from "#lib/words/word-finder.ts";
import {
  type DefaultList,
  defaultListKinds,
  defaultListLanguages,
  listDefaultForms,
  parseDefaultList,
} from "./parse-list.ts";

/** The name of a default list: its language and kind. */
export type DefaultListName = `${DefaultList["language"]}-${DefaultList["kind"]}`;

/** An entry of a default list, as the value of its matches. */
export interface DefaultWord {
  entry: string;
  level: "banned" | "suspect" | "omitted";
  list: DefaultListName;
}

let lists: DefaultList[] | undefined;

/** Reads the lists that come with the product, once. They are files beside this one, in the application's folder. */
export function readDefaultLists(): DefaultList[] {
  lists ??= defaultListLanguages.flatMap((language) =>
    defaultListKinds.map((kind) => {
      const file = join(process.cwd(), "features", "screening", "default-lists", `${language}-${kind}.txt`);
      return parseDefaultList(readFileSync(file, "utf8"));
    }),
  );
  return lists;
}

let finder: WordFinder<DefaultWord> | undefined;

/**
 * A finder of the default lists' words, built once: it takes some 200 ms and 20 MB. Phrases that are left out are found
 * too, because a word inside one of them does not count ("nègre littéraire").
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
