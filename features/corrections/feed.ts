import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { element, xmlDocument } from "#lib/xml.ts";
import type { ListedCorrection } from "./queries.ts";
import { correctionsPath } from "./rules.ts";

/** Corrections as RSS 2.0, in the order given (newest first). */
export function writeCorrectionsFeed(corrections: readonly ListedCorrection[], settings: Settings): string {
  const t = translator();
  const site = settings["site.name"];
  const host = new URL(absoluteUrl("/")).hostname;
  return xmlDocument(
    element(
      "rss",
      { version: "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom" },
      element(
        "channel",
        {},
        element("title", {}, `${t("corrections.title")} · ${site}`),
        element("link", {}, absoluteUrl(correctionsPath)),
        element("description", {}, t("corrections.description", { site })),
        element("language", {}, siteLocale()),
        element("atom:link", {
          rel: "self",
          type: "application/rss+xml",
          href: absoluteUrl(`${correctionsPath}/feed.xml`),
        }),
        corrections[0] && element("lastBuildDate", {}, corrections[0].at.toUTCString()),
        element("generator", {}, "Vigie"),
        ...corrections.map(({ id, kind, note, at, article }) =>
          element(
            "item",
            {},
            element("title", {}, t("corrections.of", { kind: t(`corrections.kinds.${kind}`), title: article.title })),
            element("link", {}, absoluteUrl(`/articles/${article.slug}#correction-${id}`)),
            element("guid", { isPermaLink: "false" }, `tag:${host},2026:correction:${id}`),
            element("pubDate", {}, at.toUTCString()),
            element("description", {}, note),
          ),
        ),
      ),
    ),
  );
}
