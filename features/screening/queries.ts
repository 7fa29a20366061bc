import { setImmediate } from "node:timers/promises";
import { and, desc, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import {
  commentDomains,
  commentFingerprintBands,
  commentFingerprints,
  comments,
  screeningVerdicts,
  spamTraining,
  spamWords,
} from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { findStanding } from "#features/members/standing/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { fingerprintText, similarity } from "./fingerprint.ts";
import { extractWords, scoreSpam } from "./spam/score.ts";
import type { ScreenedComment, ScreeningContext } from "./verdict.ts";
import { findListedWords } from "./word-lists.ts";

/** The most recent texts of each band that a text is compared with in full. */
const maxSimilarPerBand = 20;
/** The newest decided comments by which a domain is rated; more if the site's settings ask for more. */
const defaultDomainSample = 40;
/** The limit of counting: more than any setting can ask for. */
const maxCounted = 100;

interface ScreeningCase {
  author: { id: number; role: Role };
  article: { closed: boolean; policy: CommentPolicy };
  settings: Settings;
  /** The edited comment, if it exists already. */
  edit?: { id: number; wasVisible: boolean };
  now?: Date;
}

/**
 * Reads everything that the phases need in a fixed number of statements, each bounded and prepared (planning took longer than executing).
 * For staff only the standing. "Nulls last" matches the order of the indexes: without it PostgreSQL would sort all comments of a member, or
 * all with links to a domain.
 */
export async function readScreeningContext(
  tx: Executor,
  comment: ScreenedComment,
  screeningCase: ScreeningCase,
): Promise<ScreeningContext> {
  const { author, article, settings, edit, now = new Date() } = screeningCase;
  const isScreened = author.role === "reader";
  // Sent together: one connection answers them in turn, without a round trip for each. Statements that need computation here come last, and
  // the word lists are searched once all are sent, while the database works.
  const [standing, history, domains, similar, spam, words] = await Promise.all([
    findStanding(tx, author.id),
    isScreened ? readAuthorHistory(tx, author.id, settings, now) : { approved: 0, recent: { all: 0, refused: 0 } },
    isScreened ? readDomainReputations(tx, comment.domains, settings) : new Map(),
    isScreened ? setImmediate().then(() => listSimilarComments(tx, comment, { settings, author, edit, now })) : [],
    isScreened ? setImmediate().then(() => readSpamScore(tx, comment, settings)) : undefined,
    isScreened
      ? setImmediate()
          .then(() => setImmediate())
          .then(() => findListedWords(comment, settings))
      : { banned: [], suspect: [] },
  ]);
  return { now, settings, author, article, edit, standing, history, similar, domains, words, spam };
}

async function readAuthorHistory(
  tx: Executor,
  memberId: number,
  settings: Settings,
  now: Date,
): Promise<ScreeningContext["history"]> {
  const since = hoursBefore(now, settings["moderation.pastDays"] * 24);
  const visible = tx
    .select({ one: sql`1`.as("one") })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), eq(comments.status, "visible")))
    .limit(maxCounted)
    .as("visible");
  const recent = tx
    .select({ status: comments.status })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), gt(comments.createdAt, since), isNull(comments.deletedAt)))
    .orderBy(sql`${comments.createdAt} desc nulls last`)
    .limit(maxCounted)
    .as("recent");
  const [row] = await tx
    .select({
      approved: sql<number>`(select count(*)::int from ${visible})`,
      all: sql<number>`count(*)::int`,
      refused: sql<number>`count(*) filter (where ${recent.status} in ('rejected', 'spam', 'removed'))::int`,
    })
    .from(recent)
    .prepare("comment_past")
    .execute();
  return { approved: row?.approved ?? 0, recent: { all: row?.all ?? 0, refused: row?.refused ?? 0 } };
}

type Comparison = Pick<ScreeningCase, "author" | "settings" | "edit"> & { now: Date };

/** A short text without links, such as thanks, is compared with nothing: many people write it, and to many. */
async function listSimilarComments(
  tx: Executor,
  { text, links }: ScreenedComment,
  { author, settings, edit, now }: Comparison,
) {
  const hours = settings["moderation.repeatHours"];
  const fingerprint = fingerprintText(text);
  if (hours === 0 || (links.length === 0 && fingerprint.words < settings["moderation.repeatWords"])) return [];
  const bands = tx
    .select({ band: sql<number>`shared.band`.as("band") })
    .from(sql`unnest(${sqlIntegers(fingerprint.bands)}) as shared (band)`)
    .as("bands");
  const newest = tx
    .select({ id: commentFingerprintBands.commentId })
    .from(commentFingerprintBands)
    // Written as raw SQL: drizzle omits the table name of `bands`, and the column would be this table's own. An edit is compared only with
    // earlier comments, so that a later copy does not count against the original.
    .where(
      and(sql`${commentFingerprintBands.band} = bands.band`, edit && lt(commentFingerprintBands.commentId, edit.id)),
    )
    .orderBy(desc(commentFingerprintBands.commentId))
    .limit(maxSimilarPerBand)
    .as("newest");
  const candidates = tx.selectDistinct({ id: newest.id }).from(bands).innerJoinLateral(newest, sql`true`).as("near");
  const rows = await tx
    .select({ signature: commentFingerprints.signature, memberId: comments.memberId })
    .from(candidates)
    .innerJoin(commentFingerprints, eq(commentFingerprints.commentId, candidates.id))
    .innerJoin(comments, eq(comments.id, candidates.id))
    // A deleted comment may be posted again.
    .where(and(gt(commentFingerprints.createdAt, hoursBefore(now, hours)), isNull(comments.deletedAt)))
    .prepare("comment_alike")
    .execute();
  return rows.map((row) => ({
    likeness: similarity(fingerprint.signature, row.signature),
    own: row.memberId === author.id,
  }));
}

async function readDomainReputations(
  tx: Executor,
  domains: string[],
  settings: Settings,
): Promise<ScreeningContext["domains"]> {
  if (domains.length === 0 || settings["moderation.domainDecisions"] === 0) return new Map();
  const requestedDomains = tx
    .select({ domain: sql<string>`requested.domain`.as("domain") })
    .from(sql`unnest(${sqlTexts(domains)}) as requested (domain)`)
    .as("requested");
  const last = tx
    .select({ status: comments.status })
    .from(commentDomains)
    .innerJoin(comments, eq(comments.id, commentDomains.commentId))
    .where(
      and(sql`${commentDomains.domain} = requested.domain`, inArray(comments.status, ["visible", "rejected", "spam"])),
    )
    .orderBy(sql`${commentDomains.commentId} desc nulls last`)
    .limit(Math.max(defaultDomainSample, settings["moderation.domainDecisions"]))
    .as("last");
  const rows = await tx
    .select({
      domain: requestedDomains.domain,
      all: sql<number>`count(*)::int`,
      refused: sql<number>`count(*) filter (where ${last.status} <> 'visible')::int`,
    })
    .from(requestedDomains)
    .innerJoinLateral(last, sql`true`)
    .groupBy(requestedDomains.domain)
    .prepare("comment_domains")
    .execute();
  return new Map(rows.map(({ domain, all, refused }) => [domain, { all, refused }]));
}

async function readSpamScore(
  tx: Executor,
  { text, domains }: ScreenedComment,
  settings: Settings,
): Promise<ScreeningContext["spam"]> {
  if (settings["moderation.spamScore"] === 0) return undefined;
  const rows = await tx
    .select({
      examples: { approved: spamTraining.approved, refused: spamTraining.refused },
      word: spamWords.word,
      counts: { approved: spamWords.approved, refused: spamWords.refused },
    })
    .from(spamTraining)
    .innerJoin(spamWords, sql`${spamWords.word} = any(${sqlTexts(extractWords(text, domains))})`)
    .prepare("comment_spam")
    .execute();
  const [first] = rows;
  const minExamples = settings["moderation.spamExamples"];
  if (!first || first.examples.approved < minExamples || first.examples.refused < minExamples) return undefined;
  return scoreSpam(
    rows.map(({ word, counts }) => [word, counts] as const),
    first.examples,
  );
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
const sqlIntegers = (list: number[]) => sql`${sql.param(`{${list.join(",")}}`)}::int[]`;
const sqlTexts = (list: string[]) => sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::jsonb))`;
