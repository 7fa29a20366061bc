import type { IssueArticle, IssueSnapshot } from "#db/schema/newsletter.ts";

export const issuesPath = "/admin/newsletter";
export const issueEditorPath = (id: number) => `${issuesPath}/${id}`;
/** The page on which an issue's sending is followed, paused and resumed. */
export const sendingPath = (id: number) => `${issuesPath}/${id}/sending`;

export const archivePerPage = 20;
export const archivePath = "/newsletter";
/** The address of a sent issue. */
export const issuePath = (slug: string) => `${archivePath}/${slug}`;

/** Mail programs show about 70 characters of a subject on a desktop, and 40 on a phone. */
export const maxSubjectLength = 150;
export const maxPreheaderLength = 200;
/** Markdown characters: a few paragraphs. */
export const maxIntroductionLength = 3_000;
export const maxBlurbLength = 400;
/** With more, a mail could exceed `maxMailHtmlBytes` even without any text below the titles. */
export const maxIssueArticles = 30;

/** Gmail hides what follows after 102 KB of HTML; the sender adds a token and the transfer encoding. */
export const maxMailHtmlBytes = 90_000;

/** Slugs that would hide other routes below `/newsletter`. */
export const reservedIssueSlugs = new Set([
  "preferences",
  "unsubscribe",
  "confirm",
  "sent",
  "page",
  "privacy",
  "feed",
  "new",
]);

interface IssueSection {
  topic: { id: number; name: string };
  articles: IssueArticle[];
}

/**
 * Divides an issue into the sections of the chosen topics, in the snapshot's order. Each article appears once, in the first chosen topic
 * that it belongs to; topics without an article are left out.
 */
export function listSections(snapshot: IssueSnapshot, topicIds: readonly number[]): IssueSection[] {
  const sections = snapshot.topics
    .filter(({ id }) => topicIds.includes(id))
    .map((topic): IssueSection => ({ topic, articles: [] }));
  for (const article of snapshot.articles)
    sections.find(({ topic }) => article.topicIds.includes(topic.id))?.articles.push(article);
  return sections.filter(({ articles }) => articles.length > 0);
}

/**
 * After a conflict: what was typed, without the fields that still have the value with which the form was shown (`base-NAME`), so that these
 * show what is stored now.
 */
export function keepTouched(typed: Record<string, string>): Record<string, string> {
  // A text area's lines may end otherwise than the stored ones.
  const lines = (value: string | undefined) => value?.replaceAll("\r\n", "\n");
  return Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => lines(value) !== lines(typed[`base-${name}`])),
  );
}
