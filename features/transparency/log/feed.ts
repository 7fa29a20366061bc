import { actionTitle, reasonTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import { element, xmlDocument } from "#lib/xml.ts";
import { outcomeTitle } from "./log-text.ts";
import type { LogLine } from "./queries.ts";
import { logPath } from "./rules.ts";

/** The newest lines of the log as RSS 2.0. */
export function writeLogFeed(lines: readonly LogLine[], settings: Settings): string {
  const t = translator();
  const site = settings["site.name"];
  const rules = listCommunityRules(settings);
  return xmlDocument(
    element(
      "rss",
      { version: "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom" },
      element(
        "channel",
        {},
        element("title", {}, `${t("moderationLog.title")} · ${site}`),
        element("link", {}, absoluteUrl(logPath)),
        element("description", {}, t("moderationLog.description", { site })),
        element("language", {}, siteLocale()),
        element("atom:link", { rel: "self", type: "application/rss+xml", href: absoluteUrl(`${logPath}/feed.xml`) }),
        lines[0] && element("lastBuildDate", {}, lines[0].at.toUTCString()),
        element("generator", {}, "Vigie"),
        ...lines.map((line) =>
          element(
            "item",
            {},
            element("title", {}, actionTitle(line.subject, line.action)),
            element("link", {}, `${absoluteUrl(logPath)}#decision-${line.id}`),
            element(
              "guid",
              { isPermaLink: "false" },
              `tag:${new URL(absoluteUrl("/")).hostname},2026:decision:${line.id}`,
            ),
            element("pubDate", {}, line.at.toUTCString()),
            element("description", {}, describeLine(line, rules)),
          ),
        ),
      ),
    ),
  );
}

/** A line in one sentence per fact. */
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
