import type { Article } from "#features/articles/queries.ts";
import { shareImage } from "#features/articles/share-image.ts";
import type { Settings } from "#features/settings/schema.ts";
import { licencePath, type MiningReservation } from "#features/text-mining/rules.ts";
import { feedLicence, rslType } from "#features/text-mining/statements/rsl.ts";
import { type FeedItem, type FeedPicture, tagUri } from "#lib/feed-document/feed-document.ts";
import { absoluteUrl, isWebAddress } from "#lib/site-address.ts";
import { feedHtml, feedSummary } from "./content.ts";

interface ItemOptions {
  content: Settings["feeds.content"];
  /** What the site reserves of its own articles. */
  reservation: MiningReservation | null;
}

/** Describes an article as an item of a feed. */
export function toFeedItem(article: Article, { content, reservation }: ItemOptions): FeedItem {
  const { slug, source } = article;
  const path = `/articles/${slug}`;
  const address = absoluteUrl(path);
  return {
    id: tagUri("article", article.id),
    title: article.title,
    address,
    publishedAt: article.publishedAt,
    updatedAt: article.updatedAt,
    authors: article.authors.map((author) => ({ name: author.name, address: absoluteUrl(`/authors/${author.slug}`) })),
    categories: [...article.categories, ...article.tags].map((term) => ({ term: term.slug, name: term.name })),
    summary: feedSummary(article),
    html: feedHtml(article, content),
    picture: describePicture(article),
    source: source && isWebAddress(source.articleUrl) ? { address: source.articleUrl, title: source.name } : undefined,
    discussion: { address: `${address}#comments`, feedPath: `${path}/comments`, count: article.commentCount },
    licence:
      reservation && !article.syndicated
        ? { address: absoluteUrl(licencePath), type: rslType, rss: feedLicence(address, reservation) }
        : undefined,
  };
}

function describePicture({ picture }: Article): FeedPicture | undefined {
  if (!picture) return undefined;
  const { path, width, height, alt } = shareImage(picture);
  return { address: absoluteUrl(path), type: "image/jpeg", width, height, alt };
}
