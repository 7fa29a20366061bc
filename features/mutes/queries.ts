import { and, asc, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, memberAvatars, members, mutes } from "#db/schema.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";

/**
 * Who can be asked about by their handle: whoever shows a profile or has a comment that readers see. Nothing is said of anybody else, as at
 * the address of a profile. Named in full: drizzle leaves the table out where it is alone.
 */
export const isFindableByHandle: SQL | undefined = or(
  hasPublicProfile,
  sql`exists (select 1 from ${comments} where comments.member_id = members.id and comments.status = 'visible')`,
);

const mutedColumns = {
  handle: members.handle,
  name: members.name,
  avatar: memberAvatars.mediaId,
  /** Whether the name leads to a page. */
  profile: sql<boolean>`coalesce(${hasPublicProfile}, false)`,
};

/** Whom a member does not want to read, by name. */
export function listMutes(db: Executor, memberId: number) {
  return db
    .select({ ...mutedColumns, since: mutes.createdAt })
    .from(mutes)
    .innerJoin(members, eq(members.id, mutes.mutedId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .where(and(eq(mutes.memberId, memberId), isNull(members.deletedAt)))
    .orderBy(asc(sql`lower(${members.name})`), members.id);
}

/** Their handles only: what a page of comments asks for. */
export async function listMutedHandles(db: Executor, memberId: number): Promise<string[]> {
  const rows = await db
    .select({ handle: members.handle })
    .from(mutes)
    .innerJoin(members, eq(members.id, mutes.mutedId))
    .where(eq(mutes.memberId, memberId));
  return rows.map(({ handle }) => handle);
}

/**
 * The member whom somebody is about to mute, whether they have already, and whether it is themselves. Undefined for nobody, and for whoever
 * cannot be asked about (`isFindableByHandle`), unless they are muted already.
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
