import { and, count, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, mutes } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isFindableByHandle } from "./queries.ts";

/** The list is sent with each page to signed-in viewers: more than anyone needs, small enough to send. */
export const maxMutes = 500;

/** Mutes a member for another; muting twice changes nothing. Refused with `mute.unknown`, `mute.oneself` or `mute.tooMany`. */
export async function muteMember(tx: Executor, memberId: number, handle: string): Promise<Result<{ name: string }>> {
  return tx.transaction(async (inner): Promise<Result<{ name: string }>> => {
    const muted = await findByHandle(inner, handle, or(isFindableByHandle, eq(members.id, memberId)));
    if (!muted) return refused("mute.unknown");
    if (muted.id === memberId) return refused("mute.oneself");
    // The lock on the member's own row makes concurrent mutes count each other.
    await inner.select({ id: members.id }).from(members).where(eq(members.id, memberId)).for("no key update");
    const [row] = await inner.select({ n: count() }).from(mutes).where(eq(mutes.memberId, memberId));
    if ((row?.n ?? 0) >= maxMutes) return refused("mute.tooMany", undefined, { max: maxMutes });
    await inner.insert(mutes).values({ memberId, mutedId: muted.id }).onConflictDoNothing();
    return ok({ name: muted.name });
  });
}

/** Unmutes a member. Refused with `mute.unknown` for an unknown handle. */
export async function unmuteMember(tx: Executor, memberId: number, handle: string): Promise<Result<{ name: string }>> {
  const muted = await findByHandle(tx, handle);
  if (!muted) return refused("mute.unknown");
  await tx.delete(mutes).where(and(eq(mutes.memberId, memberId), eq(mutes.mutedId, muted.id)));
  return ok({ name: muted.name });
}

async function findByHandle(tx: Executor, handle: string, condition?: SQL) {
  const [row] = await tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(and(sql`lower(${members.handle}) = ${handle.toLowerCase()}`, isNull(members.deletedAt), condition));
  return row;
}
