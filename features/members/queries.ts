import { and, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";

/** Lists the names and handles of staff members except one, for checking that nobody imitates them. */
export async function listStaffNames(tx: Executor, except?: number): Promise<string[]> {
  const staff = await tx
    .select({ name: members.name, handle: members.handle })
    .from(members)
    .where(and(ne(members.role, "reader"), except === undefined ? sql`true` : ne(members.id, except)))
    .limit(1_000);
  return staff.flatMap((member) => [member.name, member.handle]);
}
