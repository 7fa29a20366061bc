import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { writeRssChannel } from "#lib/rss.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { element, xmlDocument } from "#lib/xml.ts";
import type { ArchivedIssue } from "../issues/queries.ts";
import { archivePath, issuePath } from "../issues/rules.ts";

export const maxFeedIssues = 20;

export type FeedWriter = (issues: readonly ArchivedIssue[], settings: Settings) => string;

/** Writes issues as RSS 2.0, in the given order (newest first). */
export const writeIssueRss: FeedWriter = (issues, settings) => {
  const { title, description } = describeFeed(settings);
  return writeRssChannel({
    title,
    link: absoluteUrl(archivePath),
    description,
    language: siteLocale(),
    selfHref: absoluteUrl(`${archivePath}/feed.xml`),
    lastBuildDate: issues[0]?.startedAt ?? null,
    namespaces: { "xmlns:content": "http://purl.org/rss/1.0/modules/content/" },
    items: issues.map((issue) => ({
      title: issue.snapshot.subject,
      link: addressOf(issue),
      guid: tagUri(issue),
      publishedAt: issue.startedAt,
      description: issue.snapshot.preheader,
      extensions: [element("content:encoded", {}, issueHtml(issue))],
    })),
  });
};

/** Writes issues as Atom 1.0 (RFC 4287). */
export const writeIssueAtom: FeedWriter = (issues, settings) => {
  const { title, description } = describeFeed(settings);
  return xmlDocument(
    element(
      "feed",
      { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": siteLocale() },
      element("id", {}, absoluteUrl(`${archivePath}/atom.xml`)),
      element("title", {}, title),
      element("subtitle", {}, description),
      element("link", { rel: "self", type: "application/atom+xml", href: absoluteUrl(`${archivePath}/atom.xml`) }),
      element("link", { rel: "alternate", type: "text/html", href: absoluteUrl(archivePath) }),
      // Required even for an empty feed, which gets the epoch.
      element("updated", {}, (issues[0]?.startedAt ?? new Date(0)).toISOString()),
      element("author", {}, element("name", {}, settings["site.name"])),
      element("generator", {}, "Vigie"),
      ...issues.map((issue) =>
        element(
          "entry",
          {},
          element("id", {}, tagUri(issue)),
          element("title", {}, issue.snapshot.subject),
          element("link", { rel: "alternate", type: "text/html", href: addressOf(issue) }),
          element("published", {}, issue.startedAt.toISOString()),
          element("updated", {}, issue.startedAt.toISOString()),
          element("summary", {}, issue.snapshot.preheader),
          element("content", { type: "html" }, issueHtml(issue)),
        ),
      ),
    ),
  );
};

/** Writes issues as JSON Feed 1.1 (jsonfeed.org). */
export const writeIssueJsonFeed: FeedWriter = (issues, settings) => {
  const { title, description } = describeFeed(settings);
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title,
    description,
    home_page_url: absoluteUrl(archivePath),
    feed_url: absoluteUrl(`${archivePath}/feed.json`),
    language: siteLocale(),
    items: issues.map((issue) => ({
      id: tagUri(issue),
      url: addressOf(issue),
      title: issue.snapshot.subject,
      summary: issue.snapshot.preheader,
      content_html: issueHtml(issue),
      date_published: issue.startedAt.toISOString(),
    })),
  });
};

function describeFeed(settings: Settings) {
  const t = translator();
  const site = settings["site.name"];
  return { title: t("issues.archive.feedTitle", { site }), description: t("issues.archive.description", { site }) };
}

const addressOf = ({ slug }: ArchivedIssue) => absoluteUrl(issuePath(slug));

/** A permanent identity (a tag URI, RFC 4151). */
const tagUri = ({ id }: ArchivedIssue) => `tag:${new URL(absoluteUrl("/")).hostname},2026:issue:${id}`;

/** The introduction and the articles of an issue, without pictures. A withdrawn article's link leads to the note about it. */
function issueHtml({ snapshot }: ArchivedIssue): string {
  const items = snapshot.articles.map(
    ({ slug, title, text }) =>
      `<li><a href="${escapeHtml(absoluteUrl(`/articles/${slug}`))}">${escapeHtml(title)}</a>${text && `<br>${escapeHtml(text)}`}</li>`,
  );
  return `${snapshot.introductionHtml}<ul>${items.join("")}</ul>`;
}
