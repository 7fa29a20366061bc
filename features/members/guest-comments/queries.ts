import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { commentGuests, comments, members } from "#db/schema.ts";
import { hashGuestAddress } from "./address-hmac.ts";

/** Names listed of those with which a member's old comments are signed. */
const maxNames = 5;
/** Of an export of one's data: more than anybody wrote by hand. */
const maxExported = 50_000;

/** The HMAC of a member's address, if the address is confirmed; only then are its comments theirs. */
export async function findMemberAddressHmac(db: Executor, memberId: number): Promise<string | undefined> {
  const [member] = await db
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt), isNotNull(members.confirmedAt)));
  return member?.email ? hashGuestAddress(member.email) : undefined;
}

/** Imported comments that a member may claim. */
export interface ClaimableComments {
  count: number;
  /** How they are signed, most often first; the first few. */
  names: string[];
}

/**
 * Counts the imported comments that were written with a member's address and belong to nobody yet. None while the address
 * is not confirmed.
 */
export async function findClaimableComments(
  db: Executor,
  { email, confirmedAt }: { email: string | null; confirmedAt: Date | null },
): Promise<ClaimableComments> {
  const hmac = email && confirmedAt ? hashGuestAddress(email) : undefined;
  if (hmac === undefined) return { count: 0, names: [] };
  const rows = await db
    .select({ name: comments.authorName, count: sql<number>`count(*)::int` })
    .from(commentGuests)
    .innerJoin(comments, eq(comments.id, commentGuests.commentId))
    .where(and(eq(commentGuests.addressHmac, hmac), isNull(comments.memberId)))
    .groupBy(comments.authorName)
    .orderBy(sql`count(*) desc`, comments.authorName);
  return {
    count: rows.reduce((sum, row) => sum + row.count, 0),
    names: rows
      .map(({ name }) => name)
      .filter((name) => name !== "")
      .slice(0, maxNames),
  };
}

/** Whether there are such comments. */
export async function hasClaimableComments(db: Executor, memberId: number): Promise<boolean> {
  const hmac = await findMemberAddressHmac(db, memberId);
  if (hmac === undefined) return false;
  const rows = await db
    .select({ id: commentGuests.commentId })
    .from(commentGuests)
    .innerJoin(comments, eq(comments.id, commentGuests.commentId))
    .where(and(eq(commentGuests.addressHmac, hmac), isNull(comments.memberId)))
    .limit(1);
  return rows.length > 0;
}

/** Lists the imported comments that were written with a member's confirmed address, for the export of their data. */
export async function listGuestComments(
  db: Executor,
  { email, confirmedAt }: { email: string | null; confirmedAt: Date | null },
) {
  const hmac = email && confirmedAt ? hashGuestAddress(email) : undefined;
  if (hmac === undefined) return [];
  return db
    .select({
      comment: comments.id,
      name: comments.authorName,
      body: comments.bodySource,
      createdAt: comments.createdAt,
    })
    .from(commentGuests)
    .innerJoin(comments, eq(comments.id, commentGuests.commentId))
    .where(and(eq(commentGuests.addressHmac, hmac), isNull(comments.memberId)))
    .orderBy(comments.id)
    .limit(maxExported);
}
