import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { authors, memberAvatars, members } from "#db/schema.ts";

export interface Profile {
  id: number;
  handle: string;
  name: string;
  /** Plain text. */
  biography: string;
  /** The expert badge that the newsroom granted; empty without one. */
  expertise: string;
  /** The path of the avatar in /media; null without one. */
  avatar: string | null;
  joinedAt: Date;
  /** The handle of the member's byline, if they write articles. */
  authorHandle: string | null;
}

/** SQL condition for members with a public profile: confirmed, not deleted and not switched off. */
export const hasPublicProfile = and(
  isNotNull(members.confirmedAt),
  isNull(members.deletedAt),
  isNull(members.profileHiddenAt),
);

/** Whether a member is banned, in a statement that reads `members`. */
export const isBanned = sql<boolean>`exists (
  select from member_standings as standing where standing.member_id = members.id and standing.banned_at is not null)`;

/** The expert badge that readers see: none while the member is banned, because the newsroom vouches for its experts. */
export const shownExpertise = sql<string>`case
  when ${members.expertise} <> '' and not ${isBanned} then ${members.expertise} else '' end`;

/**
 * Finds a member's public profile; undefined for an unknown handle and for members without a public profile, who look the same from
 * outside.
 */
export async function findProfile(db: Executor, handle: string): Promise<Profile | undefined> {
  const [row] = await db
    .select({
      id: members.id,
      handle: members.handle,
      name: members.name,
      biography: members.biography,
      expertise: shownExpertise,
      avatar: memberAvatars.mediaId,
      joinedAt: members.createdAt,
      authorHandle: sql<
        string | null
      >`(select ${authors.handle} from ${authors} where ${authors.memberId} = ${members.id} order by ${authors.id} limit 1)`,
    })
    .from(members)
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .where(and(sql`lower(${members.handle}) = ${handle.toLowerCase()}`, hasPublicProfile));
  return row;
}
