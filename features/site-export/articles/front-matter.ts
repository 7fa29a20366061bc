import { type ScalarTag, stringify } from "yaml";
import { isoWithZone } from "#lib/dates.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { articleFile, fileDate, pageFile, pictureFile, relativePath } from "../folder/file-paths.ts";
import type { ExportedArticle, ExportedPage, ExportedPicture } from "../queries.ts";

interface Context {
  siteUrl: string;
  zone: string;
  findPicture: (id: string) => ExportedPicture | undefined;
  /** How many comments are in the export. */
  comments: number;
}

/**
 * Writes what Markdown has no place for as YAML. Names that Hugo knows are used as it means them (`url`, `aliases`,
 * `lastmod`, `draft`); Astro and Eleventy take any.
 */
export function articleFrontMatter(
  article: ExportedArticle,
  { siteUrl, zone, findPicture, comments }: Context,
): string {
  const file = articleFile(article, zone);
  const picture = article.leadMediaId === null ? undefined : findPicture(article.leadMediaId);
  const path = `/articles/${article.slug}`;
  return frontMatter(zone, {
    title: article.title,
    summary: article.lead || undefined,
    date: fileDate(article),
    lastmod: article.updatedAt,
    slug: article.slug,
    url: path,
    address: absoluteUrl(path, siteUrl),
    status: article.status,
    draft: article.status === "published" ? undefined : true,
    withdrawal: article.status === "withdrawn" ? article.withdrawalNote || undefined : undefined,
    authors: article.authors.map(({ name }) => name),
    categories: article.categories.map(({ name }) => name),
    tags: article.tags.map(({ name }) => name),
    image: picture && {
      src: relativePath(file, pictureFile(picture)),
      alt: picture.alt,
      caption: article.leadCaption || picture.caption || undefined,
      credit: picture.credit || undefined,
      licence: picture.licence || undefined,
    },
    description: article.seoDescription || undefined,
    seoTitle: article.seoTitle || undefined,
    canonical: article.canonicalUrl || undefined,
    source: article.source
      ? {
          name: article.source.name,
          site: article.source.site,
          title: article.source.title || undefined,
          url: article.source.url,
          extract: article.source.isExtract,
        }
      : undefined,
    story: article.story?.kind === "story" ? { title: article.story.title, slug: article.story.slug } : undefined,
    series:
      article.story?.kind === "series"
        ? { title: article.story.title, slug: article.story.slug, position: article.story.position }
        : undefined,
    rating:
      article.ratingCount > 0
        ? {
            votes: article.ratingCount,
            sum: article.ratingSum,
            mean: Math.round((100 * article.ratingSum) / article.ratingCount) / 100,
          }
        : undefined,
    comments: {
      policy: article.commentPolicy,
      closeAfterDays: article.closeAfterDays ?? undefined,
      slowModeMinutes: article.slowModeMinutes || undefined,
      count: comments,
      file: comments > 0 ? relativePath(file, `comments/${file}.json`) : undefined,
    },
    corrections:
      article.corrections.length > 0
        ? article.corrections.map(({ at, credit, ...rest }) => ({
            date: new Date(at),
            ...rest,
            credit: credit || undefined,
          }))
        : undefined,
    // `/?p=901` is no path; redirects.csv has it.
    aliases: article.oldPaths.filter((old) => !old.includes("?") && old !== path),
    id: article.id,
  });
}

export function pageFrontMatter(page: ExportedPage, { siteUrl, zone, comments }: Omit<Context, "findPicture">): string {
  const path = `/pages/${page.slug}`;
  const status = page.withdrawnAt ? "withdrawn" : page.publishedAt ? "published" : "draft";
  const file = pageFile(page.slug);
  return frontMatter(zone, {
    title: page.title,
    date: page.publishedAt ?? page.createdAt,
    lastmod: page.updatedAt,
    slug: page.slug,
    url: path,
    address: absoluteUrl(path, siteUrl),
    status,
    draft: status === "published" ? undefined : true,
    description: page.seoDescription || undefined,
    seoTitle: page.seoTitle || undefined,
    comments: comments > 0 ? { count: comments, file: relativePath(file, `comments/${file}.json`) } : undefined,
    id: page.id,
  });
}

/**
 * Writes fields as YAML; absent values and empty lists are left out. Quoting is that of YAML 1.1, which Hugo and Jekyll
 * read: a title "No" stays a text. Dates have the offset of the site's zone: without one, Hugo takes them for its own.
 */
function frontMatter(zone: string, fields: Record<string, unknown>): string {
  const kept = Object.entries(fields).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  const date: ScalarTag = {
    tag: "tag:yaml.org,2002:timestamp",
    default: true,
    // Texts that begin like a date are quoted.
    test: /^\d{4}-\d\d?-\d\d?/,
    identify: (value) => value instanceof Date,
    resolve: (text) => text,
    stringify: ({ value }) => isoWithZone(value instanceof Date ? value : new Date(String(value)), zone),
  };
  const yaml = stringify(Object.fromEntries(kept), {
    schema: "yaml-1.1",
    customTags: (tags) => [date, ...tags],
    lineWidth: 0,
  });
  return `---\n${yaml}---\n`;
}
