import { and, asc, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { isBanned } from "#features/members/profile/queries.ts";

/** The badges on the page: more than a newsroom grants. */
export const maxExperts = 200;

export interface Expert {
  id: number;
  name: string;
  handle: string;
  confirmed: boolean;
  /** A banned member's badge is hidden from readers. */
  banned: boolean;
  /** Empty without a badge. */
  expertise: string;
  /** Who granted the badge, or withdrew it last; null without either, or if the account is gone. */
  by: string | null;
  at: Date | null;
  /** The member declined the last badge. */
  declined: boolean;
}

/** Lists the members with a badge, by name. */
export function listExperts(db: Executor): Promise<Expert[]> {
  return selectExperts(db, ne(members.expertise, ""));
}

/** Lists these members with their badges, newest member first. */
export async function listExpertsById(db: Executor, ids: number[]): Promise<Expert[]> {
  if (ids.length === 0) return [];
  const found = await selectExperts(db, inArray(members.id, ids));
  return found.toSorted((a, b) => b.id - a.id);
}

async function selectExperts(db: Executor, condition: SQL | undefined): Promise<Expert[]> {
  const rows = await db
    .select({
      id: members.id,
      name: members.name,
      handle: members.handle,
      confirmed: sql<boolean>`${members.confirmedAt} is not null`,
      banned: isBanned,
      expertise: members.expertise,
      last: sql<{ by: string | null; own: boolean; at: string } | null>`(
        select jsonb_build_object('by', granter.name, 'own', g.granted_by = g.member_id, 'at', g.created_at)
        from expertise_grants as g left join members as granter on granter.id = g.granted_by
        where g.member_id = members.id order by g.id desc limit 1)`,
    })
    .from(members)
    .where(and(isNull(members.deletedAt), condition))
    .orderBy(asc(members.name), asc(members.id))
    .limit(maxExperts);
  return rows.map(({ last, ...row }) => ({
    ...row,
    by: last?.by ?? null,
    at: last ? new Date(last.at) : null,
    declined: row.expertise === "" && last?.own === true,
  }));
}
