import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { searchPublishedArticles } from "#features/newsroom/list/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone, matchLocalTime } from "#lib/dates.ts";
import { parseId } from "#lib/ids.ts";
import { refused } from "#lib/result.ts";
import { listTopics } from "../queries.ts";
import { loadCancellation } from "../sending/loaders.ts";
import { findAlreadySent } from "./already-sent.ts";
import { findIssueFindings, type IssueFinding } from "./checklist.ts";
import { formatIssueDate } from "./issue-date.ts";
import { renderIssueVariant } from "./issue-mail.ts";
import {
  countRecipients,
  findIssue,
  type Issue,
  issuesPerPage,
  listIssueItems,
  listIssues,
  wasAlertSent,
} from "./queries.ts";
import { draftSnapshot } from "./snapshot.ts";

/** Loads one page of the issues, with the cursor of the next one and the topics of the form that composes one. */
export async function loadIssues(before: string | undefined) {
  const db = database();
  const [rows, topics, settings] = await Promise.all([
    listIssues(db, parseId(before)),
    listTopics(db),
    readSettings(db),
  ]);
  const issues = rows.slice(0, issuesPerPage);
  return {
    issues,
    next: rows.length > issuesPerPage ? issues.at(-1)?.id : undefined,
    topics: topics.filter(({ endedAt }) => endedAt === null).map(({ id, name }) => ({ id, name })),
    zone: settings["site.zone"],
  };
}

/** A finding as the page shows it. */
export interface IssueFindingMessage extends IssueFinding {
  text: string;
}

/** Loads an issue with everything that its page shows; a page that does not exist if there is none. */
export async function loadIssue(idText: string, found: string | undefined) {
  const db = database();
  const issue = await findIssueOrNotFound(idText);
  const [items, settings] = await Promise.all([listIssueItems(db, issue.id), readSettings(db)]);
  const snapshot = issue.snapshot ?? (await draftSnapshot(db, issue));
  const topics = await listTopics(db);
  const zone = settings["site.zone"];
  const isOpen = issue.status === "draft" || issue.status === "scheduled";
  const { rhythm } = issue;
  const [recipients, alertSent, articles, alreadySent, cancellation] = await Promise.all([
    countRecipients(
      db,
      issue,
      snapshot.topics.map(({ id }) => id),
    ),
    issue.kind === "alert" &&
      wasAlertSent(
        db,
        issue.id,
        items.map(({ articleId }) => articleId),
      ),
    found === undefined || found === "" ? undefined : searchPublishedArticles(db, found, maxSearchResults),
    isOpen && rhythm !== null
      ? findAlreadySent(
          db,
          { ...issue, rhythm },
          new Map(items.map(({ articleId, topicIds }) => [articleId, topicIds])),
        )
      : undefined,
    issue.status === "cancelled" ? loadCancellation(issue.id) : undefined,
  ]);
  const t = translator();
  return {
    issue,
    title: issue.subject || t("issues.list.noSubject"),
    items: items.map(({ topicIds, ...item }) => ({
      ...item,
      topics: topics.filter(({ id }) => topicIds.includes(id)).map(({ name }) => name),
      alreadySent: alreadySent?.get(item.articleId),
    })),
    zone,
    failure: issue.failure && t.typeset("issues.editor.failure", { why: refusalMessage(refused(issue.failure)) }),
    date: formatIssueDate(issue, snapshot),
    recipients,
    cancellation,
    schedule: describeIssueSchedule(issue, zone),
    findings: describeFindings(findIssueFindings({ issue, items, recipients, alertSent, alreadySent })),
    found: articles?.filter(({ id }) => !items.some(({ articleId }) => articleId === id)),
  };
}

/** Maximum number of search results. */
const maxSearchResults = 12;

export type LoadedIssue = Awaited<ReturnType<typeof loadIssue>>;

async function findIssueOrNotFound(idText: string): Promise<Issue> {
  const id = parseId(idText);
  return (id === undefined ? undefined : await findIssue(database(), id)) ?? notFound();
}

/** Loads the topics of an issue as choices of its preview. */
export async function loadPreviewTopics(idText: string) {
  const issue = await findIssueOrNotFound(idText);
  const { topics } = issue.snapshot ?? (await draftSnapshot(database(), issue));
  return { issue, topics };
}

/** Renders an issue's mail for a preview, for subscribers of these topics; empty: of all. Undefined if there is no such issue. */
export async function renderPreview(idText: string, topicIds: readonly number[]) {
  const id = parseId(idText);
  const issue = id === undefined ? undefined : await findIssue(database(), id);
  if (!issue) return undefined;
  const snapshot = issue.snapshot ?? (await draftSnapshot(database(), issue));
  const all = snapshot.topics.map(({ id }) => id);
  const chosen = topicIds.length > 0 ? all.filter((id) => topicIds.includes(id)) : all;
  return renderIssueVariant(snapshot, await readSettings(database()), {
    issue,
    topicIds: chosen,
    locale: siteLocale(),
  });
}

/** When a scheduled issue is sent: a sentence, the field's value, and a note on a time that the clock shows twice. */
function describeIssueSchedule({ status, scheduledAt }: Issue, zone: string) {
  if (status !== "scheduled" || !scheduledAt) return undefined;
  const t = translator();
  const local = isoWithZone(scheduledAt, zone).slice(0, 16);
  const match = matchLocalTime(local, zone);
  return {
    local,
    text: t.typeset("issues.schedule.at", {
      when: formatDate(scheduledAt, { locale: siteLocale(), zone, style: "full" }),
    }),
    twice: match?.kind === "twice" ? t.typeset("newsroom.schedule.ambiguous") : undefined,
  };
}

function describeFindings(findings: IssueFinding[]): IssueFindingMessage[] {
  const t = translator();
  return findings.map((finding) => ({
    ...finding,
    text: t.typeset(`issues.checklist.${finding.code}`, { count: finding.about.length }),
  }));
}
