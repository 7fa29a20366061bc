import { licenceUrl } from "#features/media/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { type PublisherLogo, publisherJsonLd } from "#features/settings/structured-data.ts";
import { portraitSrc } from "#features/taxonomy/rules.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { isoWithZone } from "#lib/dates.ts";
import { fediverseProfile } from "#lib/fediverse-handle.ts";
import type { ShareImage } from "#lib/page-metadata.ts";
import { absoluteUrl, isWebAddress } from "#lib/site-address.ts";
import { headlineCardImage } from "./headline-card/address.ts";
import type { DescribedArticle } from "./metadata.ts";
import { shareCrops } from "./share-image.ts";

const sameAs = (handle = "") => {
  const profile = fediverseProfile(handle);
  return profile ? { sameAs: [profile] } : {};
};

interface NotedCorrection {
  kind: string;
  note: string;
  at: Date;
}

/** Google's limit for a headline. */
const maxHeadlineLength = 110;

/**
 * Builds schema.org's NewsArticle for an article's page, with its corrections, to be rendered by `JsonLd`. It has no
 * rating: Google does not show ratings of news, and counts them as misleading markup.
 */
export function newsArticleJsonLd(
  article: DescribedArticle,
  settings: Settings,
  locale: Locale = siteLocale(),
  { corrections = [], logo }: { corrections?: NotedCorrection[]; logo?: PublisherLogo } = {},
) {
  const zone = settings["site.zone"];
  const address = absoluteUrl(`/articles/${article.slug}`);
  const publisher = publisherJsonLd(settings, logo);
  return {
    "@type": "NewsArticle",
    "@id": `${address}#article`,
    mainEntityOfPage: { "@type": "WebPage", "@id": address },
    url: address,
    headline: [...article.title].slice(0, maxHeadlineLength).join(""),
    ...(article.lead === "" ? {} : { description: article.lead }),
    inLanguage: locale,
    datePublished: isoWithZone(article.publishedAt, zone),
    // A change dated before publication (of a draft or an import) would contradict `datePublished`.
    dateModified: isoWithZone(new Date(Math.max(article.updatedAt.getTime(), article.publishedAt.getTime())), zone),
    image: article.picture
      ? shareCrops(article.picture).map((crop) => imageObject(crop, article))
      : [imageObject(headlineCardImage(article, settings))],
    author:
      article.authors.length > 0
        ? article.authors.map((author) => ({
            "@type": "Person",
            name: author.name,
            url: absoluteUrl(`/authors/${author.slug}`),
            ...(author.portrait ? { image: absoluteUrl(portraitSrc(author.portrait)) } : {}),
            ...sameAs(author.fediverse),
          }))
        : [publisher],
    publisher,
    ...(article.category ? { articleSection: article.category.name } : {}),
    ...(article.tags.length > 0 ? { keywords: article.tags.map((tag) => tag.name) } : {}),
    ...toIsBasedOn(article),
    ...toCorrectionComments(corrections, zone),
    isAccessibleForFree: true,
    commentCount: article.commentCount,
    ...(article.commentCount > 0 ? { discussionUrl: `${address}#comments` } : {}),
  };
}

/** Builds schema.org's BreadcrumbList: home, category, article. */
export function breadcrumbJsonLd(article: DescribedArticle, settings: Settings, locale: Locale = siteLocale()) {
  const t = translator(locale);
  const steps = [
    { name: t("metadata.home", { site: settings["site.name"] }), path: "/" },
    ...(article.category ? [{ name: article.category.name, path: `/categories/${article.category.slug}` }] : []),
    { name: article.title, path: `/articles/${article.slug}` },
  ];
  return {
    "@type": "BreadcrumbList",
    itemListElement: steps.map(({ name, path }, index) => ({
      "@type": "ListItem",
      position: index + 1,
      name,
      item: absoluteUrl(path),
    })),
  };
}

/** Builds schema.org's CollectionPage for a page of a list: its articles in their order. */
export function collectionPageJsonLd(
  list: { name: string; description: string; path: string },
  articles: { slug: string; title: string }[],
  locale: Locale = siteLocale(),
) {
  const address = absoluteUrl(list.path);
  return {
    "@type": "CollectionPage",
    "@id": address,
    url: address,
    name: list.name,
    ...(list.description === "" ? {} : { description: list.description }),
    inLanguage: locale,
    isPartOf: { "@id": absoluteUrl("/#website") },
    mainEntity: {
      "@type": "ItemList",
      itemListElement: articles.map(({ slug, title }, index) => ({
        "@type": "ListItem",
        position: index + 1,
        url: absoluteUrl(`/articles/${slug}`),
        name: title,
      })),
    },
  };
}

function imageObject(
  { path, width, height, alt }: Required<ShareImage>,
  { leadCredit, leadLicence }: Pick<DescribedArticle, "leadCredit" | "leadLicence"> = {},
) {
  const license = licenceUrl(leadLicence ?? "");
  return {
    "@type": "ImageObject",
    url: absoluteUrl(path),
    width,
    height,
    ...(alt === "" ? {} : { caption: alt }),
    ...(leadCredit ? { creditText: leadCredit } : {}),
    // schema.org's `license` is an address: a licence without one is left out.
    ...(license ? { license } : {}),
  };
}

/** Lists the corrections of errors. An addition is not a CorrectionComment. */
function toCorrectionComments(corrections: NotedCorrection[], zone: string) {
  const errorCorrections = corrections.filter(({ kind }) => kind === "correction");
  if (errorCorrections.length === 0) return {};
  return {
    correction: errorCorrections.map(({ note, at }) => ({
      "@type": "CorrectionComment",
      text: note,
      datePublished: isoWithZone(at, zone),
    })),
  };
}

function toIsBasedOn({ source }: DescribedArticle) {
  if (!source || !isWebAddress(source.articleUrl)) return {};
  return {
    isBasedOn: {
      "@type": "Article",
      headline: source.articleTitle,
      url: source.articleUrl,
      publisher: {
        "@type": "Organization",
        name: source.name,
        ...(isWebAddress(source.url) ? { url: source.url } : {}),
      },
    },
  };
}
