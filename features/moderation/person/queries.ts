import { and, count, eq, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { commentReports, comments, memberStandings, members, ratings, watchedVotes } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { findReliabilities, type Reliability } from "#features/reports/queries.ts";
import type { Weighing } from "#features/reports/rules.ts";
import { type Standing, standingOf } from "../rules.ts";
import { type PeopleFilter, refusedDays, type Written } from "./rules.ts";

/** Decisions shown of a member, the newest first; a page has the next ones. */
export const decisionsShown = 20;
/** Characters of a comment that its decision shows. */
export const excerptLength = 100;
/** Linked registrations that are named. */
const linkedShown = 10;

export interface DecisionAbout {
  id: number;
  subject: "comment" | "article" | "member" | "vote";
  subjectId: number;
  action: string;
  reason: string | null;
  note: string;
  /** Who decided, as they are called now; null where a rule did. */
  by: string | null;
  rule: string | null;
  at: Date;
  undone: boolean;
  /** Decisions that came with it: the comments that a ban took along. */
  parts: number;
  until: Date | null;
  /** How the comment begins, as typed; empty once its author has taken it back. */
  excerpt: string;
}

export interface Person {
  id: number;
  name: string;
  /** Null once deleted. */
  handle: string | null;
  role: Role;
  registeredAt: Date;
  confirmed: boolean;
  deletedAt: Date | null;
  hasProfile: boolean;
  /** The day, no more: the last sight of an open session. */
  lastSeen: Date | null;
  standing: Standing;
  bannedAt: Date | null;
  warnedAt: Date | null;
  acknowledgedAt: Date | null;
  /** Of the standing: what a decision says it saw. */
  version: number;
  written: Written;
  /** Reports on their comments: how many, and on how many of them. */
  reported: { reports: number; comments: number };
  /** What they reported. */
  reports: Reliability;
  votes: { count: number; mean: number | null; held: number };
  formerHandles: string[];
  linked: { count: number; members: LinkedMember[] };
  decisions: DecisionAbout[];
  notes: DecisionAbout[];
}

export interface LinkedMember {
  id: number;
  name: string;
  registeredAt: Date;
  standing: Standing;
}

/**
 * All that a moderator sees of a member; undefined for an unknown id. Nine statements, however much there is. Of a deleted one nothing is left but what
 * they wrote and what was decided.
 */
export async function findPerson(db: Executor, id: number, settings: Weighing): Promise<Person | undefined> {
  const account = await findAccount(db, id);
  if (!account) return undefined;
  const [written, reported, reliabilities, votes, formerHandles, linked, decisions, notes] = await Promise.all([
    countWritten(db, id),
    countReported(db, id),
    findReliabilities(db, [id], settings),
    countVotes(db, id),
    account.handle ? listFormerHandles(db, account.handle) : [],
    findLinked(db, id),
    listDecisionsAbout(db, id),
    listDecisionsAbout(db, id, { notes: true }),
  ]);
  const reports = reliabilities.get(id) ?? { open: 0, upheld: 0, dismissed: 0, abusive: 0, weight: 0 };
  return { ...account, written, reported, reports, votes, formerHandles, linked, decisions, notes };
}

async function findAccount(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: members.id,
      name: members.name,
      handle: members.handle,
      role: members.role,
      registeredAt: members.createdAt,
      confirmedAt: members.confirmedAt,
      deletedAt: members.deletedAt,
      hiddenAt: members.profileHiddenAt,
      held: memberStandings,
      lastSeen: sql<string | null>`(select max(last_seen_at) from member_sessions where member_id = members.id)`,
    })
    .from(members)
    .leftJoin(memberStandings, eq(memberStandings.memberId, members.id))
    .where(eq(members.id, id));
  if (!row) return undefined;
  const { held, confirmedAt, hiddenAt, handle, lastSeen, ...account } = row;
  const deleted = account.deletedAt !== null;
  return {
    ...account,
    handle: deleted ? null : handle,
    confirmed: confirmedAt !== null,
    hasProfile: !deleted && confirmedAt !== null && hiddenAt === null,
    lastSeen: lastSeen ? new Date(lastSeen) : null,
    standing: standingOf(held),
    bannedAt: held?.bannedAt ?? null,
    warnedAt: held?.warnedAt ?? null,
    acknowledgedAt: held?.acknowledgedAt ?? null,
    version: held?.version ?? 0,
  };
}

async function countWritten(db: Executor, id: number): Promise<Written> {
  const rows = await db
    .select({ status: comments.status, deleted: sql<boolean>`${comments.deletedAt} is not null`, n: count() })
    .from(comments)
    .where(eq(comments.memberId, id))
    .groupBy(comments.status, sql`${comments.deletedAt} is not null`);
  const written: Written = { visible: 0, pending: 0, rejected: 0, spam: 0, removed: 0, deleted: 0 };
  for (const { status, deleted, n } of rows) written[deleted ? "deleted" : status] += n;
  return written;
}

async function countReported(db: Executor, id: number) {
  const [row] = await db
    .select({ reports: count(), comments: sql<number>`count(distinct ${commentReports.commentId})::int` })
    .from(commentReports)
    .innerJoin(comments, eq(comments.id, commentReports.commentId))
    .where(eq(comments.memberId, id));
  return row ?? { reports: 0, comments: 0 };
}

async function countVotes(db: Executor, id: number) {
  const [row] = await db
    .select({
      count: count(),
      mean: sql<number | null>`avg(${ratings.stars})::float8`,
      held: sql<number>`count(*) filter (where ${watchedVotes.state} = 'held')::int`,
    })
    .from(ratings)
    .leftJoin(
      watchedVotes,
      and(eq(watchedVotes.articleId, ratings.articleId), eq(watchedVotes.memberId, ratings.memberId)),
    )
    .where(eq(ratings.memberId, id));
  return row ?? { count: 0, mean: null, held: 0 };
}

/** Under which addresses a member was known before: what leads to their profile now. */
async function listFormerHandles(db: Executor, handle: string): Promise<string[]> {
  const rows = await db.execute<{ from_path: string }>(sql`
    select from_path from redirects where to_path = ${`/members/${handle}`} order by created_at desc limit 20`);
  return rows.flatMap(({ from_path }) => /^\/members\/([^/]+)$/.exec(from_path)?.[1] ?? []);
}

/** Who else was registered from the same network within a day. */
async function findLinked(db: Executor, id: number): Promise<Person["linked"]> {
  const rows = await db.execute<{ id: string; name: string; registered_at: string; total: number } & StandingRow>(sql`
    select m.id, m.name, m.created_at as registered_at, s.banned_at, s.suspension_ends_at, s.premoderated, s.warned_at, s.acknowledged_at,
      count(*) over ()::int as total
    from (
      select distinct other.member_id
      from registration_networks as mine
      join registration_networks as other on other.day = mine.day and other.hash = mine.hash and other.member_id <> mine.member_id
      where mine.member_id = ${id}
        and other.created_at between mine.created_at - interval '1 day' and mine.created_at + interval '1 day'
    ) as linked
    join members as m on m.id = linked.member_id
    left join member_standings as s on s.member_id = m.id
    order by m.id desc limit ${linkedShown}`);
  return {
    count: rows[0]?.total ?? 0,
    members: rows.map((row) => ({
      id: Number(row.id),
      name: row.name,
      registeredAt: new Date(row.registered_at),
      standing: standingFrom(row),
    })),
  };
}

interface StandingRow {
  [column: string]: unknown;
  banned_at: string | null;
  suspension_ends_at: string | null;
  premoderated: boolean | null;
  warned_at: string | null;
  acknowledged_at: string | null;
}

const date = (text: string | null) => (text ? new Date(text) : null);

function standingFrom(row: StandingRow): Standing {
  return standingOf({
    bannedAt: date(row.banned_at),
    suspensionEndsAt: date(row.suspension_ends_at),
    premoderated: row.premoderated,
    warnedAt: date(row.warned_at),
    acknowledgedAt: date(row.acknowledged_at),
  });
}

/**
 * What was decided about a member, their comments and their votes, newest first, those before `before` (an id): who, what, when. What came with
 * another decision is counted there, what was undone is marked. With `notes` only what moderators noted and have not taken back. One more than
 * a page shows.
 */
export async function listDecisionsAbout(
  db: Executor,
  memberId: number,
  { before, notes = false }: { before?: number | undefined; notes?: boolean } = {},
): Promise<DecisionAbout[]> {
  const undone = sql`exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))`;
  const which: SQL = notes
    ? sql`d.action = 'note' and not ${undone}`
    : sql`d.part_of is null and d.action not in ('note', 'undo')`;
  const rows = await db.execute<{
    id: string;
    subject: DecisionAbout["subject"];
    subject_id: string;
    action: string;
    reason: string | null;
    note: string;
    by: string | null;
    rule: string | null;
    created_at: string;
    undone: boolean;
    parts: number;
    until: string | null;
    excerpt: string;
  }>(sql`
    select d.id, d.subject, d.subject_id, d.action, d.reason, d.note, actor.name as by, d.rule, d.created_at, ${undone} as undone,
      (select count(*)::int from moderation_decisions as p where p.part_of = d.id and p.member_id = ${memberId}) as parts,
      case when d.action = 'suspend' then d.after ->> 'suspensionEndsAt' end as until,
      coalesce(left(c.body_source, ${excerptLength + 1}), '') as excerpt
    from moderation_decisions as d left join members as actor on actor.id = d.actor_id
    left join comments as c on d.subject = 'comment' and c.id = d.subject_id
    where d.member_id = ${memberId} and ${which} ${before === undefined ? sql`` : sql`and d.id < ${before}`}
    order by d.id desc limit ${decisionsShown + 1}`);
  return rows.map(({ id, subject_id, created_at, until, ...row }) => ({
    ...row,
    ...{ id: Number(id), subjectId: Number(subject_id), at: new Date(created_at), until: date(until) },
  }));
}

export interface PersonRow {
  id: number;
  name: string;
  handle: string;
  role: Role;
  registeredAt: Date;
  confirmed: boolean;
  standing: Standing;
  bannedAt: Date | null;
  warnedAt: Date | null;
  /** Comments refused within `refusedDays`; only with the filter `refused`. */
  refused: number | null;
}

/** People on one page of the list. */
export const peopleShown = 30;

interface Search {
  /** A part of a name or handle; an exact address where the asker may search by it. */
  words?: string | undefined;
  byAddress: boolean;
  filter?: PeopleFilter | undefined;
  /** The last row of the page before: its id, and with `refused` its number. */
  after?: { id: number; refused: number } | undefined;
}

/** Members as a moderator looks for them, the newest first (the most refused first with that filter); one more than a page holds. */
export async function listPeople(db: Executor, { words, byAddress, filter, after }: Search): Promise<PersonRow[]> {
  const most = filter === "refused";
  const refused = sql`(
    select d.member_id, count(*)::int as n from moderation_decisions as d
    where d.created_at > now() - make_interval(days => ${refusedDays}) and d.subject = 'comment' and d.member_id is not null
      and d.action in ('reject', 'spam', 'remove') and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
    group by d.member_id)`;
  const filters: Record<PeopleFilter, SQL> = {
    banned: sql`s.banned_at is not null`,
    suspended: sql`s.banned_at is null and s.suspension_ends_at > now()`,
    premoderated: sql`s.premoderated`,
    warned: sql`s.warned_at is not null and (s.acknowledged_at is null or s.acknowledged_at < s.warned_at)`,
    refused: sql`true`,
  };
  const from = most ? sql`${refused} as r join members as m on m.id = r.member_id` : sql`members as m`;
  const conditions = [
    sql`m.deleted_at is null`,
    ...(filter ? [filters[filter]] : []),
    ...(words ? [matching(words, byAddress)] : []),
    ...(after
      ? [most ? sql`(r.n, m.id) < (${after.refused}::int, ${after.id}::bigint)` : sql`m.id < ${after.id}`]
      : []),
  ];
  const rows = await db.execute<
    {
      id: string;
      name: string;
      handle: string;
      role: Role;
      created_at: string;
      confirmed: boolean;
      refused: number | null;
    } & StandingRow
  >(sql`
    select m.id, m.name, m.handle, m.role, m.created_at, m.confirmed_at is not null as confirmed, ${most ? sql`r.n` : sql`null::int`} as refused,
      s.banned_at, s.suspension_ends_at, s.premoderated, s.warned_at, s.acknowledged_at
    from ${from} ${filter && !most ? sql`join` : sql`left join`} member_standings as s on s.member_id = m.id
    where ${sql.join(conditions, sql` and `)}
    order by ${most ? sql`r.n desc, m.id desc` : sql`m.id desc`} limit ${peopleShown + 1}`);
  return rows.map((row) => ({
    ...{ id: Number(row.id), name: row.name, handle: row.handle, role: row.role, confirmed: row.confirmed },
    ...{ registeredAt: new Date(row.created_at), refused: row.refused, standing: standingFrom(row) },
    ...{ bannedAt: date(row.banned_at), warnedAt: date(row.warned_at) },
  }));
}

/** Words that somebody types may hold signs that mean something to `like`. */
const literal = (words: string) => words.replace(/[\\%_]/g, (sign) => `\\${sign}`);

function matching(words: string, byAddress: boolean): SQL {
  const part = `%${literal(words.toLowerCase())}%`;
  const handle = words.replace(/^@/, "").toLowerCase();
  const named = sql`lower(m.name) like ${part} or m.handle like ${`${literal(handle)}%`}`;
  return byAddress && words.includes("@") ? sql`(${named} or lower(m.email) = lower(${words}))` : sql`(${named})`;
}
