import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberAvatars, members, mutes } from "#db/schema.ts";
import { hasProfile } from "#features/members/profile/queries.ts";

const shown = {
  handle: members.handle,
  name: members.name,
  avatar: memberAvatars.mediaId,
  /** Whether the name leads to a page. */
  profile: sql<boolean>`coalesce(${hasProfile}, false)`,
};

/** Whom a member does not want to read, by name. */
export function listMutes(db: Executor, memberId: number) {
  return db
    .select({ ...shown, since: mutes.createdAt })
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

/** The member whom somebody is about to mute, whether they have already, and whether it is themselves. Undefined for nobody. */
export async function findMutable(db: Executor, memberId: number, handle: string) {
  const [row] = await db
    .select({
      ...shown,
      own: sql<boolean>`${members.id} = ${memberId}`,
      muted: sql<boolean>`exists (select 1 from ${mutes} where ${mutes.memberId} = ${memberId} and ${mutes.mutedId} = ${members.id})`,
    })
    .from(members)
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .where(and(sql`lower(${members.handle}) = ${handle.toLowerCase()}`, isNull(members.deletedAt)));
  return row;
}
