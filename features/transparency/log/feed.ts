import { actionTitle, reasonTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { type SiteFeed, tagUri } from "#lib/feed-document/feed-document.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import { outcomeTitle } from "./log-text.ts";
import type { LogLine } from "./queries.ts";
import { logPath } from "./rules.ts";

/** The feed of the log's newest lines. */
export function describeLogFeed(lines: readonly LogLine[], settings: Settings): SiteFeed {
  const t = translator();
  const site = settings["site.name"];
  const rules = listCommunityRules(settings);
  return {
    title: `${t("moderationLog.title")} · ${site}`,
    description: t("moderationLog.description", { site }),
    path: logPath,
    language: siteLocale(),
    siteName: site,
    hubs: env().WEBSUB_HUB,
    items: lines.map((line) => ({
      id: tagUri("decision", line.id),
      title: actionTitle(line.subject, line.action),
      address: `${absoluteUrl(logPath)}#decision-${line.id}`,
      publishedAt: line.at,
      updatedAt: line.outcomeAt ?? line.at,
      authors: line.by ? [{ name: line.by.name }] : [],
      categories: [],
      summary: describeLine(line, rules),
    })),
  };
}

/** A line of the log as a description: one sentence per fact. */
function describeLine(line: LogLine, rules: ReturnType<typeof listCommunityRules>): string {
  const t = translator();
  return [
    line.article && t("moderationLog.onArticle", { title: insideQuotes(line.article.title) }),
    line.comments > 0 && t("moderationLog.withComments", { count: line.comments }),
    line.withBan && t("moderationLog.withBan"),
    line.reason && t("moderationLog.forRule", { title: reasonTitle(line.reason, rules) }),
    line.rule !== null
      ? t("moderationLog.byRule", { rule: ruleTitle(line.rule) })
      : (line.by?.name ?? t("moderationLog.byPeople")),
    line.outcome !== "stands" && outcomeTitle(line.outcome),
    line.sole && t("moderationLog.sole"),
  ]
    .filter(Boolean)
    .join(" · ");
}
