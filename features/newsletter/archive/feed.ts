import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { type SiteFeed, tagUri } from "#lib/feed-document/feed-document.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { ArchivedIssue } from "../issues/queries.ts";
import { archivePath, issuePath } from "../issues/rules.ts";

export const maxFeedIssues = 20;

/** The feed of sent issues, in the given order (newest first). */
export function describeArchiveFeed(issues: readonly ArchivedIssue[], settings: Settings): SiteFeed {
  const t = translator();
  const site = settings["site.name"];
  return {
    title: t("issues.archive.feedTitle", { site }),
    description: t("issues.archive.description", { site }),
    path: archivePath,
    language: siteLocale(),
    siteName: site,
    hubs: env().WEBSUB_HUB,
    items: issues.map((issue) => ({
      id: tagUri("issue", issue.id),
      title: issue.snapshot.subject,
      address: absoluteUrl(issuePath(issue.slug)),
      publishedAt: issue.startedAt,
      updatedAt: issue.startedAt,
      authors: [],
      categories: [],
      summary: issue.snapshot.preheader,
      html: issueHtml(issue),
    })),
  };
}

/** The introduction and the articles of an issue, without pictures. A withdrawn article's link leads to the note about it. */
function issueHtml({ snapshot }: ArchivedIssue): string {
  const items = snapshot.articles.map(
    ({ slug, title, text }) =>
      `<li><a href="${escapeHtml(absoluteUrl(`/articles/${slug}`))}">${escapeHtml(title)}</a>${text && `<br>${escapeHtml(text)}`}</li>`,
  );
  return `${snapshot.introductionHtml}<ul>${items.join("")}</ul>`;
}
