import type { Database } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import type { Role } from "./rules.ts";

type MemberRow = typeof members.$inferInsert;

/** Inserts a member for a test; the name is the handle unless given. Returns the id. */
export async function aMember(db: Database, handle: string, more: Partial<MemberRow> = {}): Promise<number> {
  const [row] = await db
    .insert(members)
    .values({ name: handle, handle, ...more })
    .returning({ id: members.id });
  if (!row) throw new Error(`The member ${handle} was not inserted.`);
  return row.id;
}

/** The same for several, given by handle and role; `more` may depend on the handle. Returns their ids by handle. */
export async function someMembers(
  db: Database,
  roles: Record<string, Role>,
  more: (handle: string) => Partial<MemberRow> = () => ({}),
): Promise<Record<string, number>> {
  const ids: Record<string, number> = {};
  for (const [handle, role] of Object.entries(roles))
    ids[handle] = await aMember(db, handle, { role, ...more(handle) });
  return ids;
}
