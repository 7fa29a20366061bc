import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { newsletterDeliveries, newsletterSubscribers, newsletterSubscriberTopics } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findAlreadySent } from "../issues/already-sent.ts";
import { findIssueFindings, type IssueFinding } from "../issues/checklist.ts";
import { findIssue, type Issue, listIssueItems, wasAlertSent } from "../issues/queries.ts";
import { draftSnapshot } from "../issues/snapshot.ts";
import { type SendingRates, sendingTime } from "./rules.ts";

/** What sending an issue would do now. */
export interface DryRun {
  subject: string;
  recipients: number;
  /** The domains with most recipients. */
  domains: { domain: string; recipients: number }[];
  articles: number;
  /** How long it takes at the site's rates: seconds of the last day, and further days of a warm-up before it. */
  seconds: number;
  days: number;
  findings: IssueFinding[];
}

const shownDomains = 5;

/** Computes what sending a draft would do, and changes nothing. Refused with `issue.gone` or `sending.started`. */
export async function dryRun(db: Executor, issueId: number): Promise<Result<DryRun>> {
  const issue = await findIssue(db, issueId);
  if (!issue) return refused("issue.gone");
  if (issue.status !== "draft" && issue.status !== "scheduled") return refused("sending.started");
  const [items, snapshot] = [await listIssueItems(db, issueId), await draftSnapshot(db, issue)];
  const ids = items.map(({ articleId }) => articleId);
  const topicIds = snapshot.topics.map(({ id }) => id);
  const domains = await countDomains(db, issue, topicIds);
  const recipients = domains.reduce((sum, one) => sum + one.recipients, 0);
  const { rhythm } = issue;
  const findings = findIssueFindings({
    issue,
    items,
    recipients,
    alertSent: issue.kind === "alert" && (await wasAlertSent(db, issueId, ids)),
    alreadySent:
      rhythm === null
        ? undefined
        : await findAlreadySent(db, { ...issue, rhythm }, new Map(items.map((one) => [one.articleId, one.topicIds]))),
  });
  return ok({
    subject: issue.subject,
    recipients,
    domains: domains.slice(0, shownDomains),
    articles: snapshot.articles.length,
    ...sendingTime(recipients, domains[0]?.recipients ?? 0, await readRates(db)),
    findings,
  });
}

/** Counts the recipients of each domain, most first. */
async function countDomains(db: Executor, { kind, rhythm }: Pick<Issue, "kind" | "rhythm">, topicIds: number[]) {
  const s = newsletterSubscribers;
  const wants = kind === "alert" ? sql`${s.alerts}` : sql`${s.rhythm} = ${rhythm}`;
  return db.execute<{ domain: string; recipients: number }>(sql`
    select lower(split_part(${s.address}, '@', 2)) as domain, count(*)::int as recipients from ${s}
    where ${s.state} = 'active' and ${s.address} is not null and ${wants} and exists (
      select from ${newsletterSubscriberTopics} where ${newsletterSubscriberTopics.subscriberId} = ${s.id}
        and ${newsletterSubscriberTopics.topicId} = any(${toIdArray(topicIds)}))
    group by 1 order by 2 desc, 1`);
}

async function readRates(db: Executor): Promise<SendingRates> {
  const settings = await readSettings(db);
  const d = newsletterDeliveries;
  const zone = settings["site.zone"];
  const [row] =
    settings["newsletter.warmUp"] === 0
      ? []
      : await db.execute<{ days: number; today: number }>(sql`
          select (count(distinct (${d.sentAt} at time zone ${zone})::date)
              filter (where (${d.sentAt} at time zone ${zone})::date < (now() at time zone ${zone})::date))::int as days,
            (count(*) filter (where (${d.sentAt} at time zone ${zone})::date = (now() at time zone ${zone})::date))::int as today
          from ${d} where ${d.sentAt} is not null`);
  return {
    perSecond: settings["newsletter.perSecond"],
    perDomainPerMinute: settings["newsletter.perDomainPerMinute"],
    ...(row && { warmUp: { days: row.days, sentToday: row.today } }),
  };
}
