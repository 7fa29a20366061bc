import { and, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";

/** Names and handles of those who speak for the site, but for one of them: nobody may be mistaken for somebody else of the staff. */
export async function listStaffNames(tx: Executor, except?: number): Promise<string[]> {
  const staff = await tx
    .select({ name: members.name, handle: members.handle })
    .from(members)
    .where(and(ne(members.role, "reader"), except === undefined ? sql`true` : ne(members.id, except)))
    .limit(1_000);
  return staff.flatMap((one) => [one.name, one.handle]);
}
