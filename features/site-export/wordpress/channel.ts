import { escapeHtml } from "#lib/html/escape-html.ts";
import { escapeXml } from "#lib/xml.ts";
import type { ExportedTerms } from "../queries.ts";
import { textElement, textSection } from "./xml-text.ts";

export interface ChannelOptions {
  siteUrl: string;
  title: string;
  tagline: string;
  language: string;
  at: Date;
  terms: ExportedTerms;
}

const namespaces = [
  'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:wfw="http://wellformedweb.org/CommentAPI/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:wp="http://wordpress.org/export/1.2/"',
];

/** Writes the beginning of a file of WordPress's format (WXR 1.2): the site, its authors, categories and tags. */
export function beginChannel({ siteUrl, title, tagline, language, at, terms }: ChannelOptions): string {
  const name = (text: string) => textSection(escapeHtml(text));
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"\n  ${namespaces.join("\n  ")}>\n<channel>\n`,
    `<title>${escapeXml(title)}</title>\n<link>${escapeXml(siteUrl)}</link>\n`,
    `<description>${escapeXml(tagline)}</description>\n<pubDate>${at.toUTCString().replace("GMT", "+0000")}</pubDate>\n`,
    `<language>${language}</language>\n<wp:wxr_version>1.2</wp:wxr_version>\n`,
    `<wp:base_site_url>${escapeXml(siteUrl)}</wp:base_site_url>\n<wp:base_blog_url>${escapeXml(siteUrl)}</wp:base_blog_url>\n`,
    ...terms.authors.map(
      (author) =>
        `<wp:author>${textElement("wp:author_id", author.id)}${textElement("wp:author_login", author.slug)}${textElement("wp:author_email", "")}<wp:author_display_name>${name(author.name)}</wp:author_display_name>${textElement("wp:author_first_name", "")}${textElement("wp:author_last_name", "")}</wp:author>\n`,
    ),
    ...terms.categories.map(
      ({ id, slug, parent, ...category }) =>
        `<wp:category>${textElement("wp:term_id", id)}${textElement("wp:category_nicename", slug)}${textElement("wp:category_parent", parent ?? "")}<wp:cat_name>${name(category.name)}</wp:cat_name>${category.description === "" ? "" : `<wp:category_description>${name(category.description)}</wp:category_description>`}</wp:category>\n`,
    ),
    ...terms.tags.map(
      ({ id, slug, ...tag }) =>
        `<wp:tag>${textElement("wp:term_id", id)}${textElement("wp:tag_slug", slug)}<wp:tag_name>${name(tag.name)}</wp:tag_name></wp:tag>\n`,
    ),
    "<generator>Vigie</generator>\n",
  ].join("");
}

export const endChannel = "</channel>\n</rss>\n";
