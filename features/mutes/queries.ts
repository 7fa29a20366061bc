import { and, asc, eq, isNull, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, memberAvatars, members, mutes } from "#db/schema.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";

/**
 * SQL condition for members who can be found by their handle: those with a public profile or a visible comment. Nothing is revealed about
 * others, as at the URL of a profile. Written as raw SQL with table names: drizzle omits the table name in a single-table query.
 */
export const isFindableByHandle: SQL | undefined = or(
  hasPublicProfile,
  sql`exists (select 1 from ${comments} where comments.member_id = members.id and comments.status = 'visible')`,
);

const mutedColumns = {
  handle: members.handle,
  name: members.name,
  avatar: memberAvatars.mediaId,
  /** Whether the member has a public profile. */
  profile: sql<boolean>`coalesce(${hasPublicProfile}, false)`,
};

/** Lists the members whom a member has muted, by name. */
export function listMutes(db: Executor, memberId: number) {
  return db
    .select({ ...mutedColumns, since: mutes.createdAt })
    .from(mutes)
    .innerJoin(members, eq(members.id, mutes.mutedId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .where(and(eq(mutes.memberId, memberId), isNull(members.deletedAt)))
    .orderBy(asc(sql`lower(${members.name})`), members.id);
}

/** Selects only the handles of the members whom a member has muted, for pages of comments. */
export function selectMutedHandles(db: Executor, memberId: number | SQLWrapper) {
  return db
    .select({ handle: members.handle })
    .from(mutes)
    .innerJoin(members, eq(members.id, mutes.mutedId))
    .where(eq(mutes.memberId, memberId));
}

/**
 * Finds the member to mute, whether they are muted already, and whether they are the viewer. Undefined for an unknown handle, and for
 * members who cannot be found by it (`isFindableByHandle`) unless they are muted already.
 */
export async function findMutable(db: Executor, memberId: number, handle: string) {
  const own = sql<boolean>`${members.id} = ${memberId}`;
  const muted = sql<boolean>`exists (select 1 from ${mutes} where ${mutes.memberId} = ${memberId} and ${mutes.mutedId} = ${members.id})`;
  const [row] = await db
    .select({ ...mutedColumns, own, muted })
    .from(members)
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .where(
      and(
        sql`lower(${members.handle}) = ${handle.toLowerCase()}`,
        isNull(members.deletedAt),
        or(isFindableByHandle, own, muted),
      ),
    );
  return row;
}
