import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { authors, memberAvatars, members } from "#db/schema.ts";

export interface Profile {
  id: number;
  handle: string;
  name: string;
  /** Plain text. */
  biography: string;
  /** A picture of /media, null without one. */
  avatar: string | null;
  joinedAt: Date;
  /** Handle of the byline, for who also writes articles. */
  authorHandle: string | null;
}

/** Who has a page of their own: a confirmed account that is not deleted and has not switched it off. */
export const hasPublicProfile = and(
  isNotNull(members.confirmedAt),
  isNull(members.deletedAt),
  isNull(members.profileHiddenAt),
);

/** A member as everybody may see them; undefined for a handle that nobody has, and for whoever shows no profile: the same to the outside. */
export async function findProfile(db: Executor, handle: string): Promise<Profile | undefined> {
  const [row] = await db
    .select({
      id: members.id,
      handle: members.handle,
      name: members.name,
      biography: members.biography,
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
