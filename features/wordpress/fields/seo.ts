import { escapeHtml } from "#lib/html/escape-html.ts";
import { webHref } from "#lib/html/links.ts";
import { toPlainLine } from "../body/plain-line.ts";

export interface SeoFields {
  seoTitle: string;
  seoDescription: string;
  canonicalUrl: string;
}

/** What the variables of a template stand for. */
export interface SeoFacts {
  title: string;
  siteName: string;
  tagline: string;
  excerpt: string;
  category: string;
  author: string;
}

interface Plugin {
  title: string[];
  description: string[];
  canonical: string[];
  /** Finds the variables of its templates; the first group is the name. */
  variables: RegExp;
}

const percentVariables = /%%([a-z_]+)(?:[-(][^%]{0,80})?%%/gi;

/** The plugins that keep these fields with the post, the most used first: the first one with a value is read. */
const plugins: Plugin[] = [
  {
    title: ["_yoast_wpseo_title"],
    description: ["_yoast_wpseo_metadesc"],
    canonical: ["_yoast_wpseo_canonical"],
    variables: percentVariables,
  },
  {
    title: ["rank_math_title"],
    description: ["rank_math_description"],
    canonical: ["rank_math_canonical_url"],
    variables: /%([a-z_]+)(?:\([^()%]{0,80}\))?%/gi,
  },
  {
    title: ["_aioseo_title"],
    description: ["_aioseo_description"],
    canonical: [],
    variables: /#([a-z]+(?:_[a-z]+)+|tagline|permalink)\b#?/gi,
  },
  {
    title: ["_aioseop_title"],
    description: ["_aioseop_description"],
    canonical: ["_aioseop_custom_link"],
    variables: /%([a-z_]+)%/gi,
  },
  {
    title: ["_seopress_titles_title"],
    description: ["_seopress_titles_desc"],
    canonical: ["_seopress_robots_canonical"],
    variables: percentVariables,
  },
  // The SEO Framework took over the fields of the Genesis themes.
  {
    title: ["_genesis_title"],
    description: ["_genesis_description"],
    canonical: ["_genesis_canonical_uri"],
    variables: /(?!)/g,
  },
];

/** The custom fields that hold the category that a post's address and breadcrumb use, as an id. */
const primaryCategoryKeys = [
  "_yoast_wpseo_primary_category",
  "rank_math_primary_category",
  "_seopress_robots_primary_cat",
  "_primary_term_category",
];

/** The custom fields that an import reads for search engines. */
export const seoMetaKeys = [
  ...plugins.flatMap(({ title, description, canonical }) => [...title, ...description, ...canonical]),
  ...primaryCategoryKeys,
];

/** Limits of the form in which editors change these fields. */
const maxTitleLength = 200;
const maxDescriptionLength = 500;
const maxAddressLength = 2_000;

const variableNames: Record<string, keyof SeoFacts | "separator"> = {
  title: "title",
  post_title: "title",
  page_title: "title",
  sitename: "siteName",
  sitetitle: "siteName",
  site_title: "siteName",
  blog_title: "siteName",
  sitedesc: "tagline",
  tagline: "tagline",
  site_description: "tagline",
  blog_description: "tagline",
  sep: "separator",
  separator: "separator",
  separator_sa: "separator",
  excerpt: "excerpt",
  excerpt_only: "excerpt",
  post_excerpt: "excerpt",
  post_excerpt_only: "excerpt",
  category: "category",
  primary_category: "category",
  post_category: "category",
  category_title: "category",
  taxonomy_title: "category",
  name: "author",
  author: "author",
  author_name: "author",
  post_author: "author",
  post_author_name: "author",
};

/**
 * Reads title, description and first address for search engines, as the six most used plugins store them, with the
 * variables of their templates replaced. A title that only repeats the article's, with or without the site's name, and
 * a canonical address on the blog itself are left out: the site's own do the same.
 * @param isOwn whether an address is the blog's
 */
export function readSeoFields(
  meta: Map<string, string[]>,
  facts: SeoFacts,
  isOwn: (address: string) => boolean,
): SeoFields {
  const fields: SeoFields = { seoTitle: "", seoDescription: "", canonicalUrl: "" };
  for (const plugin of plugins) {
    const read = (keys: string[]) => keys.map((key) => meta.get(key)?.at(-1)?.trim() ?? "").find(Boolean) ?? "";
    fields.seoTitle ||= withoutSiteName(fill(read(plugin.title), plugin, facts), facts)
      .slice(0, maxTitleLength)
      .trim();
    fields.seoDescription ||= fill(read(plugin.description), plugin, facts).slice(0, maxDescriptionLength).trim();
    const canonical = webHref(read(plugin.canonical));
    if (canonical !== undefined && canonical.length <= maxAddressLength && !isOwn(canonical))
      fields.canonicalUrl ||= canonical;
  }
  return fields;
}

/** The id of the category that comes first; undefined without one. */
export function readPrimaryCategory(meta: Map<string, string[]>): string | undefined {
  return primaryCategoryKeys.map((key) => meta.get(key)?.at(-1)?.trim()).find((id) => id !== undefined && id !== "");
}

function fill(template: string, { variables }: Plugin, facts: SeoFacts): string {
  const filled = template.slice(0, 2_000).replace(variables, (_, name: string) => {
    const key = name.toLowerCase();
    const known = Object.hasOwn(variableNames, key) ? variableNames[key] : undefined;
    return known === undefined ? "" : known === "separator" ? separator : escapeHtml(facts[known]);
  });
  return trimSeparators(toPlainLine(filled));
}

/** Stands for the separator of a template until empty variables beside it are known. */
const separator = " - ";
const separators = new Set(["-", "–", "—", "|", "·", "•", "»", "«", ":", "~", "/", "*"]);

/** Removes separators at both ends, and one of two in a row: the variable between them was empty. */
function trimSeparators(text: string): string {
  const words = text.split(" ").filter(Boolean);
  const kept = words.filter((word, index) => !separators.has(word) || !separators.has(words[index - 1] ?? "-"));
  while (kept.length > 0 && separators.has(kept.at(-1) ?? "")) kept.pop();
  return kept.join(" ");
}

/** A page's title is followed by the site's name anyway. */
function withoutSiteName(title: string, facts: SeoFacts): string {
  const ending = ` ${facts.siteName}`;
  const cut = facts.siteName !== "" && title.endsWith(ending) ? title.slice(0, -ending.length).trimEnd() : title;
  const bare = trimSeparators(cut);
  // Without a separator before it, the name is a part of the title.
  const short = bare === cut ? title : bare;
  return short === facts.title || short === facts.siteName ? "" : short;
}
