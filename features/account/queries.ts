import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberAvatars, members } from "#db/schema.ts";

/**
 * Finds what a member sees and edits of their own account; undefined for a deleted member. Excludes the password hash: only whether there
 * is one.
 */
export async function findAccount(db: Executor, memberId: number) {
  const [row] = await db
    .select({
      id: members.id,
      name: members.name,
      handle: members.handle,
      email: members.email,
      role: members.role,
      biography: members.biography,
      fediverse: members.fediverse,
      expertise: members.expertise,
      profileHiddenAt: members.profileHiddenAt,
      mailLocale: members.mailLocale,
      confirmedAt: members.confirmedAt,
      createdAt: members.createdAt,
      hasPassword: sql<boolean>`${members.passwordHash} is not null`,
      avatarMediaId: memberAvatars.mediaId,
    })
    .from(members)
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
  return row;
}
