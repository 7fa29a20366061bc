import { asc, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import type { FeedTermMapping } from "#db/schema/syndication.ts";
import { categories, tags } from "#db/schema.ts";
import { maxTagLength, maxTags } from "#features/newsroom/rules.ts";
import { foldTerm } from "../sources/rules.ts";

/** Categories that an item takes by name at most: an item that names all of the site's would be on each of their pages. */
const maxNamedCategories = 3;

interface SiteTerm {
  id: number;
  slug: string;
  name: string;
}

/** The site's categories and tags that an item's terms may match. */
export interface SiteTerms {
  categories: SiteTerm[];
  tags: SiteTerm[];
}

interface ItemTerms {
  /** The feed's categories of the item, as written. */
  terms: string[];
  termMappings: FeedTermMapping[];
  /** The feed's default category. */
  categoryId: number | null;
}

const toSlugKey = (key: string) => key.replaceAll(" ", "-");

/** Reads the site's categories and tags that an item's terms may match. */
export async function readSiteTerms(db: Executor, terms: string[]): Promise<SiteTerms> {
  if (terms.length === 0) return { categories: [], tags: [] };
  const names = terms.map((term) => term.trim().toLowerCase());
  const slugs = terms.map((term) => toSlugKey(foldTerm(term)));
  const columns = { id: tags.id, slug: tags.slug, name: tags.name };
  // There are few categories; of tags, thousands.
  return {
    categories: await db
      .select({ id: categories.id, slug: categories.slug, name: categories.name })
      .from(categories)
      .orderBy(asc(categories.id)),
    tags: await db
      .select(columns)
      .from(tags)
      .where(sql`lower(${tags.name}) in ${names} or ${tags.slug} in ${slugs}`)
      .orderBy(asc(tags.id)),
  };
}

/**
 * Lists the categories and tags of an item, in the order of its terms. Categories are those of the feed's mapping, or else those of the site
 * with the name or slug of a term, or else the feed's default. Tags are those of the mapping, which may be new, and those of the site with the
 * name or slug of a term. A term with a mapping becomes what the mapping says, and nothing else.
 */
export function mapTerms(
  { terms, termMappings, categoryId }: ItemTerms,
  site: SiteTerms = { categories: [], tags: [] },
): Pick<DraftContent, "categoryIds" | "tags"> {
  const mappings = Map.groupBy(termMappings, ({ term }) => foldTerm(term));
  const keys = terms.map(foldTerm).filter((key) => key !== "");
  const mapped = keys.flatMap((key) => mappings.get(key) ?? []);
  const findOnSite = (listed: SiteTerm[]) =>
    keys.filter((key) => !mappings.has(key)).flatMap((key) => findByNameOrSlug(listed, key) ?? []);
  const candidates = [
    mapped.flatMap((mapping) => mapping.categoryId ?? []),
    [...new Set(findOnSite(site.categories).map(({ id }) => id))].slice(0, maxNamedCategories),
    categoryId === null ? [] : [categoryId],
  ];
  const names = [...mapped.map(({ tag }) => tag?.trim() ?? ""), ...findOnSite(site.tags).map(({ name }) => name)];
  const found = names.filter((name) => name !== "" && [...name].length <= maxTagLength);
  return {
    categoryIds: [...new Set(candidates.find((ids) => ids.length > 0))],
    tags: [...new Map(found.map((name) => [name.toLowerCase(), name])).values()].slice(0, maxTags),
  };
}

const findByNameOrSlug = (listed: SiteTerm[], key: string): SiteTerm | undefined =>
  listed.find(({ name }) => foldTerm(name) === key) ?? listed.find(({ slug }) => slug === toSlugKey(key));
