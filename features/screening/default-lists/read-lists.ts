import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DefaultList, defaultListKinds, defaultListLanguages, parseDefaultList } from "./parse-list.ts";

/** The name of a built-in list: its language and kind. */
export type DefaultListName = `${DefaultList["language"]}-${DefaultList["kind"]}`;

/** An entry of a built-in list, as the value of its matches. */
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
      return parseDefaultList(readFileSync(/* turbopackIgnore: true */ file, "utf8"));
    }),
  );
  return lists;
}
