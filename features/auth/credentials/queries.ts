import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";

/** Finds a member's e-mail address; null for a deleted member or one without an address. */
export async function findEmail(db: Executor, memberId: number): Promise<string | null> {
  const [row] = await db
    .select({ email: members.email })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
  return row?.email ?? null;
}
