import type { OmissionCounter } from "../body/conversion-report.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { Channel, ExportItem } from "../export/entries.ts";
import { type BylineReference, type ExportByline, readBylines } from "./bylines.ts";
import { readPrimaryCategory, readSeoFields, type SeoFields } from "./seo.ts";
import { listTerms, noteOtherTerms, type TaxonomyMap } from "./taxonomies.ts";

/** What the fields of all items refer to: plain data. */
export interface FieldContext {
  siteName: string;
  tagline: string;
  taxonomies: TaxonomyMap;
  /** Host names of the blog, without "www.". */
  hosts: Set<string>;
}

/** What an item asks about the blog's people and terms: its conversion depends on those that it uses only. */
export interface FieldLookups {
  bylineOf: (reference: BylineReference) => ExportByline;
  /** The nicename of a category by its id on the blog. */
  categoryOf: (id: string) => string | undefined;
}

interface ArticleFields extends SeoFields {
  categories: { nicename: string; name: string }[];
  tags: { nicename: string; name: string }[];
  authors: ExportByline[];
}

/** Makes the context of an export's fields. */
export function createFieldContext(channel: Channel, taxonomies: TaxonomyMap): FieldContext {
  const hosts = [channel.blogUrl, channel.siteUrl].filter((address) => URL.canParse(address)).map(hostOf);
  return {
    siteName: toPlainLine(channel.title),
    tagline: toPlainLine(channel.description),
    taxonomies,
    hosts: new Set(hosts),
  };
}

/** Reads terms, authors and the fields for search engines of an item. */
export function readArticleFields(
  item: ExportItem,
  { title, excerpt }: { title: string; excerpt: string },
  context: FieldContext & FieldLookups,
  notes: OmissionCounter,
): ArticleFields {
  const { taxonomies, hosts } = context;
  const primary = readPrimaryCategory(item.meta);
  const categories = listTerms(item, taxonomies, "category", primary && context.categoryOf(primary));
  const authors = readBylines(item, context.bylineOf);
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
