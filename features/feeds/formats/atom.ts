import type { Article } from "#features/articles/queries.ts";
import { licencePath } from "#features/text-mining/rules.ts";
import { rslType } from "#features/text-mining/statements/rsl.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { element, xmlDocument } from "#lib/xml.ts";
import { feedHtml } from "./content.ts";
import { articleAddress, type Feed, feedAddress, lastUpdatedAt, tagUri } from "./feed.ts";

/** Writes the feed as Atom 1.0 (RFC 4287). */
export function writeAtom(feed: Feed): string {
  return xmlDocument(
    element(
      "feed",
      { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": feed.site.locale },
      element("id", {}, feedAddress(feed, "atom")),
      element("title", {}, feed.title),
      element("subtitle", {}, feed.description),
      element("link", { rel: "self", type: "application/atom+xml", href: feedAddress(feed, "atom") }),
      element("link", { rel: "alternate", type: "text/html", href: absoluteUrl(feed.path) }),
      // Required even for an empty feed, which gets the epoch.
      element("updated", {}, (lastUpdatedAt(feed) ?? new Date(0)).toISOString()),
      element("author", {}, element("name", {}, feed.site.name)),
      element("generator", {}, "Vigie"),
      ...feed.articles.map((article) => entry(article, feed.reservation)),
    ),
  );
}

function entry(article: Article, reservation: Feed["reservation"]) {
  const { source } = article;
  return element(
    "entry",
    {},
    element("id", {}, tagUri(article)),
    element("title", {}, article.title),
    element("link", { rel: "alternate", type: "text/html", href: articleAddress(article) }),
    source ? element("link", { rel: "via", href: source.articleUrl, title: source.name }) : undefined,
    // RFC 4946: the licence of an entry.
    reservation && !article.syndicated
      ? element("link", { rel: "license", type: rslType, href: absoluteUrl(licencePath) })
      : undefined,
    element("published", {}, article.publishedAt.toISOString()),
    element("updated", {}, article.updatedAt.toISOString()),
    ...article.authors.map((author) =>
      element(
        "author",
        {},
        element("name", {}, author.name),
        element("uri", {}, absoluteUrl(`/authors/${author.slug}`)),
      ),
    ),
    ...[...article.categories, ...article.tags].map(({ slug, name }) =>
      element("category", { term: slug, label: name }),
    ),
    element("summary", {}, article.lead),
    element("content", { type: "html" }, feedHtml(article)),
  );
}
