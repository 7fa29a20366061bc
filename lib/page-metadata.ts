import type { Metadata } from "next";
import type { Locale } from "#i18n/translator.ts";
import { type FeedFormat, feedFormats, feedPath, feedTypes } from "./feed-document/feed-document.ts";
import { absoluteUrl } from "./site-address.ts";

/** An image for link previews: JPEG or PNG, because not every service reads AVIF or WebP. */
export interface ShareImage {
  path: string;
  /** Left out if only the image file itself knows. */
  width?: number;
  height?: number;
  alt: string;
}

interface PageDescription {
  /** Its image is used where the page has none. */
  site: { name: string; locale: Locale; image?: ShareImage };
  /** The layout appends the site's name, unless `absolute`. */
  title: string | { absolute: string };
  description: string;
  /** The canonical path, with `?page=N` where it has one. */
  path: string;
  /** False: search engines follow the links but do not index the page; it then has no canonical address. */
  indexed?: boolean;
  /** The original on another site, to which search engines are sent. Left out: this page is the original. */
  canonical?: string;
  /** Left out: the site's image. */
  image?: ShareImage;
  /** The path below which the page has its own feed (`/feed.xml` …); the site's own feeds are always listed. */
  feed?: { path: string; title: string };
  previous?: string;
  next?: string;
  article?: {
    publishedAt: Date;
    updatedAt: Date;
    authors: string[];
    section?: string;
    tags: string[];
    creators?: string[];
  };
}

const openGraphLocale: Record<Locale, string> = { fr: "fr_FR", en: "en_GB" };

/** The default image, in public/. */
const ownImage = { path: "/share.png", width: 1200, height: 630 };

/** The metadata of a page for search engines, link previews and feed readers, with absolute addresses. */
export function describePage(page: PageDescription): Metadata {
  const { site, title, description, path, image, article } = page;
  const indexed = page.indexed ?? true;
  const url = absoluteUrl(path);
  const shared = {
    title: typeof title === "string" ? title : title.absolute,
    description,
    url,
    siteName: site.name,
    locale: openGraphLocale[site.locale],
    images: [imageOf(image ?? site.image ?? { ...ownImage, alt: site.name })],
  };
  return {
    title,
    description,
    // Search engines show a large picture only where the page allows it.
    robots: indexed ? { "max-image-preview": "large" } : { index: false, follow: true },
    alternates: { ...(indexed ? { canonical: page.canonical ?? url } : {}), types: feedsOf(site.name, page.feed) },
    pagination: {
      ...(page.previous === undefined ? {} : { previous: absoluteUrl(page.previous) }),
      ...(page.next === undefined ? {} : { next: absoluteUrl(page.next) }),
    },
    openGraph: article
      ? {
          ...shared,
          type: "article",
          publishedTime: article.publishedAt.toISOString(),
          modifiedTime: article.updatedAt.toISOString(),
          authors: article.authors,
          section: article.section,
          tags: article.tags,
        }
      : { ...shared, type: "website" },
    twitter: { card: "summary_large_image" },
    // Mastodon names the authors beside the preview of a link.
    ...(article?.creators?.length ? { other: { "fediverse:creator": article.creators } } : {}),
  };
}

const imageOf = ({ path, width, height, alt }: ShareImage) => ({
  url: absoluteUrl(path),
  ...(width && height ? { width, height } : {}),
  alt,
});

function feedsOf(siteName: string, own: PageDescription["feed"]) {
  const all = [...(own ? [own] : []), { path: "/", title: siteName }];
  const listed = (format: FeedFormat) =>
    all.map(({ path, title }) => ({ url: absoluteUrl(feedPath(path, format)), title }));
  return Object.fromEntries(feedFormats.map((format) => [feedTypes[format], listed(format)]));
}
