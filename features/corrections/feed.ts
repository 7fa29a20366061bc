import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { writeRssChannel } from "#lib/rss.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { ListedCorrection } from "./queries.ts";
import { correctionsPath } from "./rules.ts";

/** Writes corrections as RSS 2.0, in the given order (newest first). */
export function writeCorrectionsFeed(corrections: readonly ListedCorrection[], settings: Settings): string {
  const t = translator();
  const site = settings["site.name"];
  const host = new URL(absoluteUrl("/")).hostname;
  return writeRssChannel({
    title: `${t("corrections.title")} · ${site}`,
    link: absoluteUrl(correctionsPath),
    description: t("corrections.description", { site }),
    language: siteLocale(),
    selfHref: absoluteUrl(`${correctionsPath}/feed.xml`),
    lastBuildDate: corrections[0]?.at ?? null,
    items: corrections.map(({ id, kind, note, at, article }) => ({
      title: t("corrections.of", { kind: t(`corrections.kinds.${kind}`), title: article.title }),
      link: absoluteUrl(`/articles/${article.slug}#correction-${id}`),
      guid: `tag:${host},2026:correction:${id}`,
      publishedAt: at,
      description: note,
    })),
  });
}
