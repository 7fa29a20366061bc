import { setImmediate } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIntegerArray } from "#db/id-array.ts";
import { screeningVerdicts } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { findStanding } from "#features/members/standing/queries.ts";
import { toStanding } from "#features/members/standing/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { isCommonPhrase } from "./common-phrases.ts";
import { fingerprintText, likeness } from "./fingerprint.ts";
import { combineSpamScore } from "./spam/combined-score.ts";
import { extractWords } from "./spam/score.ts";
import type { ScreenedComment, ScreeningContext } from "./verdict.ts";
import { findListedWords, prepareListedWords } from "./word-lists.ts";

/** The most recent texts of each band that a text is compared with in full. */
const maxSimilarPerBand = 20;
/** The newest decided comments by which a domain is rated; more if the site's settings ask for more. */
const defaultDomainSample = 40;
/** The limit of counting: more than any setting can ask for. */
const maxCounted = 100;

interface ScreeningCase {
  author: { id: number; role: Role };
  settings: Settings;
  /** The edited comment, if it exists already. */
  edit?: { id: number; wasVisible: boolean } | undefined;
  now?: Date;
}

/** What the phases need apart from the article. */
export type ScreeningEvidence = Omit<ScreeningContext, "article">;

/**
 * Reads what the phases need, apart from the article, in a fixed number of bounded statements; for staff only the
 * standing. "Nulls last" matches the order of the indexes: without it PostgreSQL would sort all comments of a member, or
 * all with links to a domain. The statements are written as SQL, because building them with drizzle took longer than
 * executing them.
 */
export async function readScreeningEvidence(
  tx: Executor,
  comment: ScreenedComment,
  { author, settings, edit, now = new Date() }: ScreeningCase,
): Promise<ScreeningEvidence> {
  const isScreened = author.role === "reader";
  // Sent together: one connection answers them in turn, without a round trip for each. Statements that need computation here come last, and
  // the word lists are searched once all are sent, while the database works.
  const [record, domains, similar, spam, words] = await Promise.all([
    isScreened ? readAuthorRecord(tx, author.id, settings, now) : readStaffRecord(tx, author.id),
    isScreened ? readDomainReputations(tx, comment.domains, settings) : new Map(),
    isScreened ? setImmediate().then(() => listSimilarComments(tx, comment, { settings, author, edit, now })) : [],
    isScreened ? setImmediate().then(() => readSpamScore(tx, comment, settings)) : undefined,
    isScreened
      ? setImmediate()
          .then(() => setImmediate())
          .then(() => prepareListedWords(settings))
          .then(() => findListedWords(comment, settings))
      : { banned: [], suspect: [] },
  ]);
  return { now, settings, author, edit, ...record, similar, domains, words, spam };
}

type AuthorRecord = Pick<ScreeningContext, "standing" | "history">;

async function readStaffRecord(tx: Executor, memberId: number): Promise<AuthorRecord> {
  return {
    standing: await findStanding(tx, memberId),
    history: { approved: 0, recent: { all: 0, refused: 0 } },
  };
}

/** Reads the member's standing and the outcomes of their comments, in one statement. */
async function readAuthorRecord(tx: Executor, memberId: number, settings: Settings, now: Date): Promise<AuthorRecord> {
  const since = hoursBefore(now, settings["moderation.pastDays"] * 24).toISOString();
  const paceSince = hoursBefore(now, settings["moderation.youngMinutes"] / 60).toISOString();
  const [row] = await tx.execute<{
    standing: StandingAsJson | null;
    approved: number;
    pace: number;
    joined: string | null;
    all: number;
    refused: number;
  }>(sql`
    select
      (select to_json(created_at) #>> '{}' from members where id = ${memberId}) as joined,
      (
        select count(*)::int from (
          select from comments where member_id = ${memberId} and created_at > ${paceSince}::timestamptz limit ${maxCounted}
        ) as paced
      ) as pace,
      (
        select jsonb_build_object(
          'bannedAt', banned_at, 'suspensionEndsAt', suspension_ends_at, 'premoderated', premoderated,
          'warnedAt', warned_at, 'acknowledgedAt', acknowledged_at)
        from member_standings where member_id = ${memberId}
      ) as standing,
      (
        select count(*)::int from (
          select from comments where member_id = ${memberId} and status = 'visible' limit ${maxCounted}
        ) as visible
      ) as approved,
      count(*)::int as all,
      count(*) filter (where status in ('rejected', 'spam', 'removed'))::int as refused
    from (
      select status from comments
      where member_id = ${memberId} and created_at > ${since}::timestamptz and deleted_at is null
      order by created_at desc nulls last limit ${maxCounted}
    ) as recent`);
  return {
    standing: toStanding(row?.standing && parseStanding(row.standing)),
    history: {
      approved: row?.approved ?? 0,
      recent: { all: row?.all ?? 0, refused: row?.refused ?? 0 },
      ...(row?.joined && { account: { createdAt: new Date(row.joined), pace: row.pace } }),
    },
  };
}

type StandingRow = NonNullable<Parameters<typeof toStanding>[0]>;
/** A row of `member_standings` with its dates as texts. */
type StandingAsJson = {
  [name in keyof StandingRow]: StandingRow[name] extends boolean | null ? boolean | null : string | null;
};

function parseStanding({ premoderated, ...dates }: StandingAsJson): StandingRow {
  const toDate = (text: string | null) => (text === null ? null : new Date(text));
  return {
    premoderated,
    bannedAt: toDate(dates.bannedAt),
    suspensionEndsAt: toDate(dates.suspensionEndsAt),
    warnedAt: toDate(dates.warnedAt),
    acknowledgedAt: toDate(dates.acknowledgedAt),
  };
}

type Comparison = Pick<ScreeningCase, "author" | "settings" | "edit"> & { now: Date };

/** Texts that many people write, such as thanks, are compared with nothing. */
async function listSimilarComments(
  tx: Executor,
  { text, links }: ScreenedComment,
  { author, settings, edit, now }: Comparison,
) {
  const hours = settings["moderation.repeatHours"];
  const fingerprint = fingerprintText(text);
  if (hours === 0 || (links.length === 0 && isCommonPhrase(text))) return [];
  // An edit is compared only with earlier comments, so that a later copy does not count against the original. A deleted comment may be
  // posted again.
  const before = edit ? sql`and comment_id < ${edit.id}` : sql``;
  const rows = await tx.execute<{ words: number; signature: number[]; member_id: string | null }>(sql`
    select f.words, f.signature, c.member_id
    from (
      select distinct newest.comment_id
      from unnest(${toIntegerArray(fingerprint.bands)}) as shared (band)
      join lateral (
        select comment_id from comment_fingerprint_bands where band = shared.band ${before}
        order by comment_id desc limit ${maxSimilarPerBand}
      ) as newest on true
    ) as near
    join comment_fingerprints as f on f.comment_id = near.comment_id
    join comments as c on c.id = near.comment_id
    where f.created_at > ${hoursBefore(now, hours).toISOString()}::timestamptz and c.deleted_at is null`);
  return rows.map((row) => {
    const member = row.member_id === null ? null : Number(row.member_id);
    return { likeness: likeness(fingerprint, row), own: member === author.id, member };
  });
}

async function readDomainReputations(
  tx: Executor,
  domains: string[],
  settings: Settings,
): Promise<ScreeningContext["domains"]> {
  if (domains.length === 0 || settings["moderation.domainDecisions"] === 0) return new Map();
  const sample = Math.max(defaultDomainSample, settings["moderation.domainDecisions"]);
  const rows = await tx.execute<{ domain: string; all: number; refused: number }>(sql`
    select requested.domain, count(*)::int as all, count(*) filter (where last.status <> 'visible')::int as refused
    from unnest(${toTextArray(domains)}) as requested (domain)
    join lateral (
      select c.status from comment_domains as d join comments as c on c.id = d.comment_id
      where d.domain = requested.domain and c.status in ('visible', 'rejected', 'spam')
      order by d.comment_id desc nulls last limit ${sample}
    ) as last on true
    group by requested.domain`);
  return new Map(rows.map(({ domain, all, refused }) => [domain, { all, refused }]));
}

async function readSpamScore(
  tx: Executor,
  { text, domains, signals }: ScreenedComment,
  settings: Settings,
): Promise<ScreeningContext["spam"]> {
  if (settings["moderation.spamScore"] === 0) return undefined;
  const rows = await tx.execute<{ examples: Counts; word: string; counts: Counts }>(sql`
    select jsonb_build_object('approved', t.approved, 'refused', t.refused) as examples,
      w.word, jsonb_build_object('approved', w.approved, 'refused', w.refused) as counts
    from spam_training as t join spam_words as w on w.word = any(${toTextArray(extractWords(text, domains))})`);
  const [first] = rows;
  const site = first && {
    examples: first.examples,
    words: rows.map(({ word, counts }): [string, Counts] => [word, counts]),
  };
  return combineSpamScore(signals, site, settings["moderation.spamExamples"]);
}

interface Counts {
  approved: number;
  refused: number;
}

/** Lists why a comment is pending, for its author, the main reason first. */
export async function listHoldVerdicts(db: Executor, commentId: number) {
  return db
    .select({ reason: screeningVerdicts.reason, rule: screeningVerdicts.rule, values: screeningVerdicts.values })
    .from(screeningVerdicts)
    .where(and(eq(screeningVerdicts.commentId, commentId), eq(screeningVerdicts.action, "hold")))
    .orderBy(screeningVerdicts.position);
}

const hoursBefore = (now: Date, hours: number) => new Date(now.getTime() - hours * 3_600_000);
const toTextArray = (list: string[]) => sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::jsonb))`;
