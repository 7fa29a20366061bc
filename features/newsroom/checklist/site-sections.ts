/**
 * First path segments of the site's fixed pages, with the names below them. A test compares them with the folders of
 * `app/`.
 */
export const fixedSections = new Set(
  "page about discussions menu offline corrections rules report moderation-log transparency privacy legal search login register account confirm invitation newsletter notifications comments preview sitemap.xml sitemaps news-sitemap.xml robots.txt license.xml opensearch.xml feed.xml atom.xml feed.json manifest.webmanifest".split(
    " ",
  ),
);

/** Segments whose pages the database knows, and those that no article links to. */
export const otherSections = new Set(
  "articles categories tags authors sources stories members pages admin api".split(" "),
);
