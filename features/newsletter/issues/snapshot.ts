import type { Executor } from "#db/client.ts";
import type { IssueSnapshot } from "#db/schema/newsletter.ts";
import { readSettings } from "#features/settings/queries.ts";
import { isoWithZone } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { listTopics, type Topic } from "../queries.ts";
import { introductionToHtml } from "./introduction.ts";
import { findIssue, type Issue, type IssueItem, listIssueItems } from "./queries.ts";

/**
 * Builds what every mail of an issue shows, from the present state of its articles. Articles that are not published and articles without a
 * topic are left out. Refused with `issue.gone`, `issue.noSubject` or `issue.noArticle`.
 */
export async function buildSnapshot(db: Executor, issueId: number): Promise<Result<IssueSnapshot>> {
  const issue = await findIssue(db, issueId);
  if (!issue) return refused("issue.gone");
  const snapshot = await takeSnapshot(db, issue, await listIssueItems(db, issueId));
  if (snapshot.subject.trim() === "") return refused("issue.noSubject");
  if (snapshot.articles.length === 0) return refused("issue.noArticle");
  return ok(snapshot);
}

/** Builds the snapshot of a draft that may be incomplete, for previews. */
export async function draftSnapshot(db: Executor, issue: Issue): Promise<IssueSnapshot> {
  return takeSnapshot(db, issue, await listIssueItems(db, issue.id));
}

async function takeSnapshot(db: Executor, issue: Issue, items: IssueItem[]): Promise<IssueSnapshot> {
  const settings = await readSettings(db);
  const zone = settings["site.zone"];
  const offered = (await listTopics(db))
    .filter(({ id }) => issue.topicId === null || issue.topicId === id)
    // A mail shows an article under the first topic that has it: a topic with every article comes last, or it would leave nothing for the others.
    .sort((one, other) => Number(hasEveryArticle(one)) - Number(hasEveryArticle(other)));
  const articles = items
    .filter(({ status }) => status === "published")
    .map(({ status: _status, lead: _lead, blurb: _blurb, topicIds, ...article }) => ({
      ...article,
      topicIds: topicIds.filter((id) => offered.some((topic) => topic.id === id)),
    }))
    .filter(({ topicIds }) => topicIds.length > 0);
  return {
    siteName: settings["site.name"],
    zone,
    date: isoWithZone(issue.periodStartAt ?? new Date(), zone),
    subject: issue.subject,
    preheader: issue.preheader,
    introductionHtml: introductionToHtml(issue.introduction),
    topics: offered
      .filter(({ id }) => articles.some(({ topicIds }) => topicIds.includes(id)))
      .map(({ id, name }) => ({ id, name })),
    articles,
  };
}

const hasEveryArticle = ({ categories, tags }: Topic) => categories.length + tags.length === 0;
