import { isoWithZone } from "#lib/dates.ts";
import type { ExportedArticle, ExportedPicture } from "../queries.ts";

/** The date of an article's file: when it was published, will be, or was created. */
export function fileDate(article: Pick<ExportedArticle, "publishedAt" | "scheduledFor" | "createdAt">): Date {
  return article.publishedAt ?? article.scheduledFor ?? article.createdAt;
}

/**
 * The path of an article in the export, without its ending: `articles/2017/2017-03-19-SLUG`, or `drafts/SLUG` for what
 * readers do not see. Jekyll requires the date in the name, Eleventy removes it there, Hugo and Astro take the address
 * from the front matter; a folder per year keeps folders small.
 */
export function articleFile(
  article: Pick<ExportedArticle, "slug" | "status" | "publishedAt" | "scheduledFor" | "createdAt">,
  zone: string,
): string {
  if (article.status !== "published") return `drafts/${article.slug}`;
  const day = isoWithZone(fileDate(article), zone).slice(0, 10);
  return `articles/${day.slice(0, 4)}/${day}-${article.slug}`;
}

/** The path of a page in the export, without its ending. */
export const pageFile = (slug: string) => `pages/${slug}`;

/** The path of a picture in the export. */
export const pictureFile = ({ id, format }: Pick<ExportedPicture, "id" | "format">) => `media/${id}.${format}`;

/** The path from a file of the export to another of its files. */
export function relativePath(from: string, to: string): string {
  return `${"../".repeat(from.split("/").length - 1)}${to}`;
}
