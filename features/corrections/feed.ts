import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { type SiteFeed, tagUri } from "#lib/feed-document/feed-document.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { ListedCorrection } from "./queries.ts";
import { correctionsPath } from "./rules.ts";

/** The feed of corrections, in the given order (newest first). */
export function describeCorrectionsFeed(corrections: readonly ListedCorrection[], settings: Settings): SiteFeed {
  const t = translator();
  const site = settings["site.name"];
  return {
    title: `${t("corrections.title")} · ${site}`,
    description: t("corrections.description", { site }),
    path: correctionsPath,
    language: siteLocale(),
    siteName: site,
    hubs: env().WEBSUB_HUB,
    items: corrections.map(({ id, kind, note, at, article }) => ({
      id: tagUri("correction", id),
      title: t("corrections.of", { kind: t(`corrections.kinds.${kind}`), title: article.title }),
      address: absoluteUrl(`/articles/${article.slug}#correction-${id}`),
      publishedAt: at,
      updatedAt: at,
      authors: [],
      categories: [],
      summary: note,
    })),
  };
}
