import { OperatorError } from "#lib/operator-error.ts";
import type { OmissionCounter } from "../body/conversion-report.ts";
import type { ExportItem, ExportTerm } from "../export/entries.ts";

/** What the terms of a taxonomy of the blog become. */
export type TaxonomyTarget = "category" | "tag";
export type TaxonomyMap = Map<string, TaxonomyTarget>;

const ownTaxonomies: [string, TaxonomyTarget][] = [
  ["category", "category"],
  ["post_tag", "tag"],
];
/** Read by other steps, or without a meaning outside WordPress. */
const technical = new Set(["author", "post_format", "nav_menu", "link_category", "language", "post_translations"]);

/**
 * Reads `NAME=category` or `NAME=tag` of `--taxonomy`. Throws an OperatorError for anything else.
 */
export function readTaxonomyMap(options: string[] = []): TaxonomyMap {
  const map: TaxonomyMap = new Map(ownTaxonomies);
  for (const option of options) {
    const [name = "", target = ""] = option.split("=").map((part) => part.trim());
    if (!/^[a-z0-9_-]{1,32}$/.test(name) || (target !== "category" && target !== "tag"))
      throw new OperatorError(`--taxonomy ${option} is not usable: give NAME=category or NAME=tag.`);
    map.set(name, target);
  }
  return map;
}

/** Lists the terms that are imported, those of mapped taxonomies as categories or tags; the blog's own win. */
export function mapTerms(terms: ExportTerm[], map: TaxonomyMap): ExportTerm[] {
  const named = { category: "category", tag: "post_tag" } as const;
  const isOwn = ({ taxonomy }: ExportTerm) => ownTaxonomies.some(([name]) => name === taxonomy);
  return [...terms.filter((term) => !isOwn(term)), ...terms.filter(isOwn)].flatMap((term) => {
    const target = map.get(term.taxonomy);
    return target === undefined || term.nicename === "" ? [] : [{ ...term, taxonomy: named[target] }];
  });
}

/** Reads the types of `--type NAME=post`, beside the blog's posts. Throws an OperatorError for anything else. */
export function readArticleTypes(options: string[] = []): Set<string> {
  const types = new Set(["post"]);
  for (const option of options) {
    const [name = "", target = ""] = option.split("=").map((part) => part.trim());
    const taken = ["attachment", "page", "nav_menu_item", "guest-author", "revision"].includes(name);
    if (!/^[a-z0-9_-]{1,20}$/.test(name) || target !== "post" || taken)
      throw new OperatorError(`--type ${option} is not usable: give NAME=post for a type of your own.`);
    types.add(name);
  }
  return types;
}

/**
 * Lists an item's terms of a kind, those of mapped taxonomies included, each once. `first` is the nicename of the
 * category that cards show.
 */
export function listTerms(item: Pick<ExportItem, "terms">, map: TaxonomyMap, target: TaxonomyTarget, first?: string) {
  const terms = new Map<string, { nicename: string; name: string }>();
  for (const { taxonomy, nicename, name } of item.terms)
    if (map.get(taxonomy) === target && nicename !== "" && !terms.has(nicename))
      terms.set(nicename, { nicename, name });
  const list = [...terms.values()];
  const chosen = list.find(({ nicename }) => nicename === first);
  return chosen ? [chosen, ...list.filter((term) => term !== chosen)] : list;
}

/** Counts the terms that come to nothing, by taxonomy. */
export function noteOtherTerms(item: Pick<ExportItem, "terms">, map: TaxonomyMap, notes: OmissionCounter): void {
  for (const { taxonomy } of item.terms)
    if (taxonomy !== "" && !map.has(taxonomy) && !technical.has(taxonomy)) notes.add(`taxonomy:${taxonomy}`);
}
