/** The first parts of addresses that are pages of the site as such, and what stands below them; a test holds it to the folders of `app/`. */
export const fixedSections = new Set(
  "page corrections rules report moderation-log transparency privacy legal login register account confirm invitation notifications comments preview look sitemap.xml sitemaps robots.txt feed.xml atom.xml feed.json manifest.webmanifest".split(
    " ",
  ),
);

/** Those of which the database says what there is, and those that no text leads readers to. */
export const otherSections = new Set("articles categories tags authors sources members pages admin api".split(" "));
