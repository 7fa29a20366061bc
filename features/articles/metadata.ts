import type { Metadata } from "next";
import type { Settings } from "#features/settings/schema.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import type { AuthorPortrait } from "#features/taxonomy/queries.ts";
import { archiveParents } from "#features/taxonomy/rules.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { describePage, type ShareImage } from "#lib/page-metadata.ts";
import { absoluteUrl, pagePath } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import { headlineCardImage } from "./headline-card/address.ts";
import { chooseSourceNameForm, discussionPath } from "./rules.ts";
import { type SharedPicture, shareImage } from "./share-image.ts";

interface NamedSlug {
  slug: string;
  name: string;
}

/** What metadata and structured data need of a published article: a part of what its page reads anyway. */
export interface DescribedArticle {
  slug: string;
  title: string;
  lead: string;
  publishedAt: Date;
  updatedAt: Date;
  /** Whether it is an extract of another site's article. */
  syndicated: boolean;
  source: (NamedSlug & { url: string; articleTitle: string; articleUrl: string }) | null;
  picture: SharedPicture | null;
  /** The credit of the lead picture. */
  leadCredit?: string;
  leadLicence?: string;
  category: NamedSlug | null;
  tags: NamedSlug[];
  authors: (NamedSlug & { fediverse?: string; portrait?: AuthorPortrait })[];
  /** Votes cast here and imported votes, together. */
  ratings: { count: number; sum: number };
  commentCount: number;
  /** Editors' own values for search engines; when empty, the title, the lead and the article's own address serve. */
  seoTitle?: string;
  seoDescription?: string;
  canonicalUrl?: string;
}

/** Search engines cut longer descriptions. A lead is kept whole up to about twice what they show. */
const maxDescriptionLength = 320;

/**
 * Builds the metadata of an article's page. A syndicated article is kept out of search engines and claims no canonical
 * address.
 */
export function articleMetadata(
  article: DescribedArticle,
  settings: Settings,
  locale: Locale = siteLocale(),
): Metadata {
  return describePage({
    site: describeSite(settings, locale),
    title: article.seoTitle || article.title,
    description: article.seoDescription || shorten(article.lead) || settings["site.description"],
    path: articlePath(article.slug),
    ...(article.canonicalUrl ? { canonical: article.canonicalUrl } : {}),
    indexed: !article.syndicated,
    feed: discussionFeed(article, locale),
    image: articleImage(article, settings),
    article: {
      publishedAt: article.publishedAt,
      updatedAt: article.updatedAt,
      authors: article.authors.map((author) => absoluteUrl(`/authors/${author.slug}`)),
      section: article.category?.name,
      tags: article.tags.map((tag) => tag.name),
      creators: article.authors.flatMap(({ fediverse }) => (fediverse ? [fediverse] : [])),
    },
  });
}

/** Describes the image of an article in link previews: its lead picture, else a card with its headline. */
export function articleImage(
  article: Pick<DescribedArticle, "slug" | "title" | "category" | "picture">,
  settings: Settings,
): Required<ShareImage> {
  return article.picture ? shareImage(article.picture) : headlineCardImage(article, settings);
}

/** Builds the metadata of page N of an article's comments, indexed only if the article is. */
export function articleCommentsMetadata(
  article: DescribedArticle,
  pages: { page: number; last: number },
  settings: Settings,
  locale: Locale = siteLocale(),
): Metadata {
  const t = translator(locale);
  return describePage({
    site: describeSite(settings, locale),
    ...describeListPage(
      t("metadata.commentsOn", { title: insideQuotes(article.title) }),
      `${discussionPath(article.slug)}/comments`,
      pages,
      locale,
    ),
    description: shorten(article.lead) || settings["site.description"],
    feed: discussionFeed(article, locale),
    indexed: !article.syndicated,
    image: articleImage(article, settings),
  });
}

/** Builds the metadata of page N of the home page. */
export function homeMetadata(
  pages: { page: number; last: number },
  settings: Settings,
  locale: Locale = siteLocale(),
): Metadata {
  const { title, ...list } = describeListPage(settings["site.name"], "/", pages, locale);
  return describePage({
    site: describeSite(settings, locale),
    ...list,
    title: { absolute: pages.page > 1 ? title : `${title} · ${settings["site.tagline"]}` },
    description: settings["site.description"],
  });
}

/** Builds the metadata of page N of an archive. `archive.description` is its own text, or empty. */
export function listMetadata(
  kind: keyof typeof archiveParents,
  archive: NamedSlug & { description: string },
  pages: { page: number; last: number },
  settings: Settings,
  locale: Locale = siteLocale(),
): Metadata {
  const t = translator(locale);
  const path = `${archiveParents[kind]}/${archive.slug}`;
  return describePage({
    site: describeSite(settings, locale),
    ...describeListPage(archive.name, path, pages, locale),
    description:
      shorten(archive.description) ||
      t(`metadata.${kind}`, {
        name: archive.name,
        site: settings["site.name"],
        form: chooseSourceNameForm(archive.name),
      }),
    feed: { path, title: `${archive.name} · ${settings["site.name"]}` },
  });
}

const articlePath = (slug: string) => `/articles/${slug}`;

/** The feeds of an article's discussion: the page below which they are, and their title. */
export const discussionFeed = ({ slug, title }: Pick<DescribedArticle, "slug" | "title">, locale = siteLocale()) => ({
  path: `${discussionPath(slug)}/comments`,
  title: translator(locale)("metadata.commentsOn", { title: insideQuotes(title) }),
});

/**
 * Describes a page of a list. Page N is its own canonical address and links to its neighbours; the page number keeps
 * titles unique.
 */
function describeListPage(title: string, path: string, { page, last }: { page: number; last: number }, locale: Locale) {
  const t = translator(locale);
  return {
    title: page > 1 ? t("metadata.page", { title, page: formatNumber(page, { locale }) }) : title,
    path: pagePath(path, page),
    ...(page > 1 ? { previous: pagePath(path, page - 1) } : {}),
    ...(page < last ? { next: pagePath(path, page + 1) } : {}),
  };
}

/** Shortens a text at a word boundary, with an ellipsis. */
function shorten(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  if (plain.length <= maxDescriptionLength) return plain;
  const cut = plain.slice(0, maxDescriptionLength);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), maxDescriptionLength / 2)).replace(/(?<![\s,;:.–-])[\s,;:.–-]+$/, "")}…`;
}
