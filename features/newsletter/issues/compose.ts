import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles, newsletterIssueItems, newsletterIssues, newsletterTopics } from "#db/schema.ts";
import { priorStars, priorVotes } from "#features/articles/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { isoWithZone } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { findFreeSlug, toSlug } from "#lib/slug.ts";
import { listTopics } from "../queries.ts";
import { findAlreadySent, wasMostlySent } from "./already-sent.ts";
import { advisedSubjectLength } from "./checklist.ts";
import { formatIssueDate } from "./issue-date.ts";
import type { Period } from "./period.ts";
import { topicArticles } from "./queries.ts";
import { maxPreheaderLength, reservedIssueSlugs } from "./rules.ts";
import { articlesPerTopic, type Candidate, maxScoredComments, scoreWeights, selectArticles } from "./selection.ts";

/** The most articles of a period that are considered, newest first: an import may have published thousands. */
const maxPeriodArticles = 5_000;
/** Candidates per topic, from which near-copies are then removed. */
const candidatesPerTopic = 4 * articlesPerTopic;

interface ComposedIssue {
  id: number;
  /** False: the period already had an issue, which is returned unchanged. */
  created: boolean;
}

interface DigestOptions {
  period: Period;
  /** Restricts the issue to one topic. */
  topicId?: number;
  /** The editor who asked; undefined: the schedule. */
  by?: number;
}

/**
 * Drafts the digest of a period from what was published in it. A period (and topic) has one issue, however often and by however many it is
 * composed; a cancelled one does not count. Refused with `issue.topicGone`, or `issue.nothingPublished`, which creates nothing.
 */
export async function composeDigest(
  db: Database,
  { period, topicId, by }: DigestOptions,
): Promise<Result<ComposedIssue>> {
  return db.transaction(async (tx): Promise<Result<ComposedIssue>> => {
    const topic = topicId === undefined ? undefined : await lockTopic(tx, topicId);
    if (topicId !== undefined && !topic) return refused("issue.topicGone");
    const existing = await findDigest(tx, period, topicId);
    if (existing !== undefined) return ok({ id: existing, created: false });
    const candidates = await listCandidates(tx, period, topicId);
    const articleIds = await selectUnsent(tx, candidates, { rhythm: period.rhythm, topicId: topicId ?? null });
    if (articleIds.length === 0) return refused("issue.nothingPublished");
    const titles = await listTitles(tx, articleIds);
    const id = await insertIssue(tx, articleIds, {
      slug: digestSlug(period, topic?.slug),
      kind: "digest",
      rhythm: period.rhythm,
      topicId: topicId ?? null,
      periodStartAt: period.start,
      periodEndAt: period.end,
      ...(await proposeTexts(tx, period, topic?.name, titles)),
      createdBy: by ?? null,
    });
    if (id !== undefined) return ok({ id, created: true });
    // Composed by another transaction, which committed after the first look.
    const other = await findDigest(tx, period, topicId);
    if (other === undefined) throw new Error("An issue was neither inserted nor found.");
    return ok({ id: other, created: false });
  });
}

/**
 * Drafts an urgent alert about one article. While a draft about it exists, that one is returned. Refused with `issue.notPublished`.
 */
export async function composeAlert(db: Database, by: number, articleId: number): Promise<Result<ComposedIssue>> {
  return db.transaction(async (tx): Promise<Result<ComposedIssue>> => {
    // The lock makes a second press wait for the first one.
    const [article] = await tx
      .select({ title: articles.title, lead: articles.lead, slug: articles.slug })
      .from(articles)
      .where(and(eq(articles.id, articleId), eq(articles.status, "published")))
      .for("no key update");
    if (!article) return refused("issue.notPublished");
    const [open] = await tx
      .select({ id: newsletterIssues.id })
      .from(newsletterIssues)
      .innerJoin(newsletterIssueItems, eq(newsletterIssueItems.issueId, newsletterIssues.id))
      .where(
        and(
          eq(newsletterIssueItems.articleId, articleId),
          eq(newsletterIssues.kind, "alert"),
          inArray(newsletterIssues.status, ["draft", "scheduled"]),
        ),
      )
      .limit(1);
    if (open) return ok({ id: open.id, created: false });
    const t = translator();
    const id = await insertIssue(tx, [articleId], {
      slug: `${t("issues.slugs.alert")}-${toSlug(shortenText(article.title, 80)) || article.slug}`
        .slice(0, 120)
        .replace(/-$/, ""),
      kind: "alert",
      subject: shortenText(t("issues.proposal.alert", { title: article.title }), advisedSubjectLength),
      preheader: shortenText(article.lead, maxPreheaderLength),
      createdBy: by,
    });
    if (id === undefined) throw new Error("The alert was not inserted.");
    return ok({ id, created: true });
  });
}

/**
 * Selects the articles of a digest without those that most of its subscribers were already sent in another one. If that
 * leaves nothing, all are kept: the editor sees which were sent, and decides.
 */
async function selectUnsent(
  tx: Executor,
  candidates: Candidate[],
  draft: { rhythm: Period["rhythm"]; topicId: number | null },
): Promise<number[]> {
  const topics = new Map<number, number[]>();
  for (const { articleId, topicId } of candidates) topics.set(articleId, [...(topics.get(articleId) ?? []), topicId]);
  const sent = await findAlreadySent(tx, draft, topics);
  const unsent = candidates.filter(({ articleId }) => {
    const one = sent.get(articleId);
    return one === undefined || !wasMostlySent(one);
  });
  return selectArticles(unsent.length > 0 ? unsent : candidates);
}

/** Keeps a topic from being deleted until the issue refers to it. */
async function lockTopic(tx: Executor, topicId: number) {
  await tx
    .select({ id: newsletterTopics.id })
    .from(newsletterTopics)
    .where(eq(newsletterTopics.id, topicId))
    .for("key share");
  return (await listTopics(tx)).find(({ id }) => id === topicId);
}

async function findDigest(tx: Executor, { rhythm, start }: Period, topicId: number | undefined) {
  const [issue] = await tx
    .select({ id: newsletterIssues.id })
    .from(newsletterIssues)
    .where(
      and(
        eq(newsletterIssues.kind, "digest"),
        eq(newsletterIssues.rhythm, rhythm),
        eq(newsletterIssues.periodStartAt, start),
        sql`coalesce(${newsletterIssues.topicId}, 0) = ${topicId ?? 0}`,
        sql`${newsletterIssues.status} <> 'cancelled'`,
      ),
    );
  return issue?.id;
}

/** Lists the best scored articles of each topic in the period, near-copies included. */
async function listCandidates(tx: Executor, { start, end }: Period, topicId?: number): Promise<Candidate[]> {
  const [from, to] = [start.toISOString(), end.toISOString()];
  const published = sql`
    select a.id from ${articles} a
    where a.status = 'published' and a.published_at >= ${from}::timestamptz and a.published_at < ${to}::timestamptz
    order by a.published_at desc, a.id desc limit ${maxPeriodArticles}`;
  const votes = sql`(a.rating_count + a.legacy_rating_count)`;
  const stars = sql`(a.rating_sum + a.legacy_rating_sum)`;
  const rows = await tx.execute<{
    article_id: string;
    topic_id: string;
    title: string;
    lead: string;
    source_url: string | null;
    score: number;
  }>(sql`
    select article_id, topic_id, title, lead, source_url, score from (
      select pairs.article_id, pairs.topic_id, a.title, a.lead, a.source_url, scored.score,
        row_number() over (partition by pairs.topic_id order by scored.score desc, a.id desc) as place
      from (${topicArticles(published)}) pairs join ${articles} a on a.id = pairs.article_id
      cross join lateral (select (
        ${scoreWeights.rating}::float8 * ((${stars} + ${priorVotes * priorStars}) / (${votes} + ${priorVotes})::float8 - 1) / 4
        + ${scoreWeights.discussion}::float8 * least(1, ln(1 + a.comment_count) / ln(1 + ${maxScoredComments}::float8))
        + ${scoreWeights.freshness}::float8 * extract(epoch from a.published_at - ${from}::timestamptz)::float8
          / extract(epoch from ${to}::timestamptz - ${from}::timestamptz)::float8
      ) as score) scored
      ${topicId === undefined ? sql`` : sql`where pairs.topic_id = ${topicId}`}
    ) ranked where place <= ${candidatesPerTopic}`);
  return rows.map((row) => ({
    articleId: Number(row.article_id),
    topicId: Number(row.topic_id),
    title: row.title,
    lead: row.lead,
    sourceUrl: row.source_url,
    score: Number(row.score),
  }));
}

async function listTitles(tx: Executor, ids: number[]): Promise<string[]> {
  const rows = await tx
    .select({ id: articles.id, title: articles.title })
    .from(articles)
    .where(inArray(articles.id, ids));
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  return ids.flatMap((id) => titles.get(id) ?? []);
}

/** Proposes the period and the first title as the subject, the next titles as the preheader. */
async function proposeTexts(tx: Executor, period: Period, topic: string | undefined, [first = "", ...next]: string[]) {
  const zone = (await readSettings(tx))["site.zone"];
  const date = formatIssueDate(
    { kind: "digest", rhythm: period.rhythm },
    { date: isoWithZone(period.start, zone), zone },
  );
  const lead = topic === undefined ? date : `${topic}, ${date}`;
  const subject = translator()("issues.proposal.digest", { period: capitalise(lead), title: first });
  return {
    subject: shortenText(subject, advisedSubjectLength),
    preheader: shortenText(next.slice(0, 3).join(" · "), maxPreheaderLength),
  };
}

const capitalise = (text: string) => text.charAt(0).toLocaleUpperCase(siteLocale()) + text.slice(1);

/** "2026-11", "2026-s48" (in English "2026-w48"), with the topic's slug if the issue is about one. */
function digestSlug({ rhythm, name }: Period, topicSlug: string | undefined): string {
  const base = rhythm === "weekly" ? name.replace("W", translator()("issues.slugs.week")) : name;
  return topicSlug === undefined ? base : `${base}-${topicSlug}`;
}

/** Inserts an issue with its articles; undefined if another transaction inserted one for the same period meanwhile. */
async function insertIssue(
  tx: Executor,
  articleIds: number[],
  values: typeof newsletterIssues.$inferInsert,
): Promise<number | undefined> {
  const slug = await findFreeSlug(
    values.slug,
    async (slug) => reservedIssueSlugs.has(slug) || (await hasSlug(tx, slug)),
  );
  const [issue] = await tx
    .insert(newsletterIssues)
    .values({ ...values, slug })
    .onConflictDoNothing()
    .returning({ id: newsletterIssues.id });
  if (!issue) return undefined;
  await tx
    .insert(newsletterIssueItems)
    .values(articleIds.map((articleId, position) => ({ issueId: issue.id, articleId, position })));
  return issue.id;
}

async function hasSlug(tx: Executor, slug: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: newsletterIssues.id })
    .from(newsletterIssues)
    .where(eq(newsletterIssues.slug, slug));
  return row !== undefined;
}
