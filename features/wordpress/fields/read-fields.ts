import type { OmissionCounter } from "../body/conversion-report.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { Channel, ExportItem, ExportTerm } from "../export/entries.ts";
import { type ExportByline, type People, readBylines } from "./bylines.ts";
import { readPrimaryCategory, readSeoFields, type SeoFields } from "./seo.ts";
import { listTerms, noteOtherTerms, type TaxonomyMap } from "./taxonomies.ts";

/** What the fields of all items refer to: plain data. */
export interface FieldContext {
  siteName: string;
  tagline: string;
  taxonomies: TaxonomyMap;
  people: People;
  /** Nicenames of categories by their id on the blog. */
  categoryById: Map<string, string>;
  /** Host names of the blog, without "www.". */
  hosts: Set<string>;
}

interface ArticleFields extends SeoFields {
  categories: { nicename: string; name: string }[];
  tags: { nicename: string; name: string }[];
  authors: ExportByline[];
}

/** Makes the context of an export's fields. */
export function createFieldContext(
  channel: Channel,
  terms: ExportTerm[],
  taxonomies: TaxonomyMap,
  people: People,
): FieldContext {
  const hosts = [channel.blogUrl, channel.siteUrl].filter((address) => URL.canParse(address)).map(hostOf);
  return {
    siteName: toPlainLine(channel.title),
    tagline: toPlainLine(channel.description),
    taxonomies,
    people,
    categoryById: new Map(
      terms
        .filter(({ taxonomy, id }) => taxonomy === "category" && id !== "")
        .map(({ id, nicename }) => [id, nicename]),
    ),
    hosts: new Set(hosts),
  };
}

/** Reads terms, authors and the fields for search engines of an item. */
export function readArticleFields(
  item: ExportItem,
  { title, excerpt }: { title: string; excerpt: string },
  context: FieldContext,
  notes: OmissionCounter,
): ArticleFields {
  const { taxonomies, people, categoryById, hosts } = context;
  const categories = listTerms(item, taxonomies, "category", categoryById.get(readPrimaryCategory(item.meta) ?? ""));
  const authors = readBylines(item, people);
  noteOtherTerms(item, taxonomies, notes);
  const facts = {
    title,
    excerpt,
    siteName: context.siteName,
    tagline: context.tagline,
    category: toPlainLine(categories[0]?.name ?? ""),
    author: authors[0]?.name ?? "",
  };
  const seo = readSeoFields(item.meta, facts, (address) => hosts.has(hostOf(address)));
  return { ...seo, categories, tags: listTerms(item, taxonomies, "tag"), authors };
}

function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^www\./, "");
}
