import { actionTitle, reasonTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { writeRssChannel } from "#lib/rss.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import { outcomeTitle } from "./log-text.ts";
import type { LogLine } from "./queries.ts";
import { logPath } from "./rules.ts";

/** The newest lines of the log as RSS 2.0. */
export function writeLogFeed(lines: readonly LogLine[], settings: Settings): string {
  const t = translator();
  const site = settings["site.name"];
  const rules = listCommunityRules(settings);
  const host = new URL(absoluteUrl("/")).hostname;
  return writeRssChannel({
    title: `${t("moderationLog.title")} · ${site}`,
    link: absoluteUrl(logPath),
    description: t("moderationLog.description", { site }),
    language: siteLocale(),
    selfHref: absoluteUrl(`${logPath}/feed.xml`),
    lastBuildDate: lines[0]?.at ?? null,
    items: lines.map((line) => ({
      title: actionTitle(line.subject, line.action),
      link: `${absoluteUrl(logPath)}#decision-${line.id}`,
      guid: `tag:${host},2026:decision:${line.id}`,
      publishedAt: line.at,
      description: describeLine(line, rules),
    })),
  });
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
