import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { escapeLike } from "#db/like-pattern.ts";
import type { Role } from "#features/members/rules.ts";
import type { Standing } from "#features/members/standing/rules.ts";
import { type MemberFilter, refusalWindowDays } from "../rules.ts";
import { type StandingRow, standingFromRow, toDate } from "../standing-rows.ts";

export interface MemberListRow {
  id: number;
  name: string;
  handle: string;
  role: Role;
  registeredAt: Date;
  confirmed: boolean;
  standing: Standing;
  bannedAt: Date | null;
  warnedAt: Date | null;
  /** Comments refused within `refusalWindowDays`; null without the filter `refused`. */
  refused: number | null;
}

/** Members per page of the list. */
export const membersPerPage = 30;

interface MemberSearch {
  /** A part of a name or handle, or an exact e-mail address if `byAddress`. */
  words?: string | undefined;
  byAddress: boolean;
  filter?: MemberFilter | undefined;
  /** The last row of the previous page: its id, and with the filter `refused` its number of refusals. */
  after?: { id: number; refused: number } | undefined;
}

/**
 * Searches members, newest first (with the filter `refused`, most refusals first), plus one to tell whether another
 * page follows.
 */
export async function searchMembers(
  db: Executor,
  { words, byAddress, filter, after }: MemberSearch,
): Promise<MemberListRow[]> {
  const byRefusals = filter === "refused";
  const refused = sql`(
    select d.member_id, count(*)::int as n from moderation_decisions as d
    where d.created_at > now() - make_interval(days => ${refusalWindowDays}) and d.subject = 'comment' and d.member_id is not null
      and d.action in ('reject', 'spam', 'remove') and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
    group by d.member_id)`;
  const filters: Record<MemberFilter, SQL> = {
    banned: sql`s.banned_at is not null`,
    suspended: sql`s.banned_at is null and s.suspension_ends_at > now()`,
    premoderated: sql`s.premoderated`,
    warned: sql`s.warned_at is not null and (s.acknowledged_at is null or s.acknowledged_at < s.warned_at)`,
    refused: sql`true`,
  };
  const from = byRefusals ? sql`${refused} as r join members as m on m.id = r.member_id` : sql`members as m`;
  const conditions = [
    sql`m.deleted_at is null`,
    ...(filter ? [filters[filter]] : []),
    ...(words ? [matchesWords(words, byAddress)] : []),
    ...(after
      ? [byRefusals ? sql`(r.n, m.id) < (${after.refused}::int, ${after.id}::bigint)` : sql`m.id < ${after.id}`]
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
    select m.id, m.name, m.handle, m.role, m.created_at, m.confirmed_at is not null as confirmed, ${byRefusals ? sql`r.n` : sql`null::int`} as refused,
      s.banned_at, s.suspension_ends_at, s.premoderated, s.warned_at, s.acknowledged_at
    from ${from} ${filter && !byRefusals ? sql`join` : sql`left join`} member_standings as s on s.member_id = m.id
    where ${sql.join(conditions, sql` and `)}
    order by ${byRefusals ? sql`r.n desc, m.id desc` : sql`m.id desc`} limit ${membersPerPage + 1}`);
  return rows.map((row) => ({
    id: Number(row.id),
    name: row.name,
    handle: row.handle,
    role: row.role,
    confirmed: row.confirmed,
    registeredAt: new Date(row.created_at),
    refused: row.refused,
    standing: standingFromRow(row),
    bannedAt: toDate(row.banned_at),
    warnedAt: toDate(row.warned_at),
  }));
}

function matchesWords(words: string, byAddress: boolean): SQL {
  const pattern = `%${escapeLike(words.toLowerCase())}%`;
  const handle = words.replace(/^@/, "").toLowerCase();
  const byName = sql`lower(m.name) like ${pattern} or m.handle like ${`${escapeLike(handle)}%`}`;
  return byAddress && words.includes("@") ? sql`(${byName} or lower(m.email) = lower(${words}))` : sql`(${byName})`;
}
