import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, staffInvitations } from "#db/schema.ts";
import { invalidateMember } from "#features/account/invalidate-member.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import type { Role } from "#features/members/rules.ts";
import { isSanctioned } from "#features/members/standing/queries.ts";
import { lookupAddress } from "#lib/email-address.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { leavesAnAdmin } from "./rules.ts";

interface RoleChange {
  memberId: number;
  role: Role;
  /** The role that the page showed. */
  expectedRole: Role;
}

/**
 * Changes a member's role for an administrator. The role applies from the member's next request, because each request reads it from the
 * database; their session continues and unsaved text is not lost. Refused with `member.forbidden`, `people.gone`, `people.changed`,
 * `people.unconfirmed`, `people.lastAdmin`.
 */
export async function changeRole(
  db: Executor,
  actor: { id: number },
  { memberId, role, expectedRole }: RoleChange,
): Promise<Result<{ name: string; changed: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ name: string; changed: boolean }>> => {
    // Locks all administrators in one order: of two who remove each other's role, the second sees the first one's change.
    const rows = await tx
      .select({
        id: members.id,
        name: members.name,
        role: members.role,
        email: members.email,
        deletedAt: members.deletedAt,
        confirmedAt: members.confirmedAt,
      })
      .from(members)
      .where(or(inArray(members.id, [actor.id, memberId]), eq(members.role, "admin")))
      .orderBy(members.id)
      .for("no key update");
    const admins = await listActiveAdmins(tx);
    if (!admins.includes(actor.id)) return refused("member.forbidden");
    const target = rows.find(({ id }) => id === memberId);
    if (!target || target.deletedAt) return refused("people.gone");
    const { name } = target;
    if (target.role === role) return ok({ name, changed: false });
    if (target.role !== expectedRole) return refused("people.changed", undefined, { name });
    // The address is not confirmed yet.
    if (!target.confirmedAt) return refused("people.unconfirmed", undefined, { name });
    if (!leavesAnAdmin(target.role, role, admins.filter((id) => id !== memberId).length))
      return refused("people.lastAdmin");
    await storeRole(tx, target, role, actor.id);
    return ok({ name, changed: true });
  });
}

/** Lists administrators who may sign in and act. */
async function listActiveAdmins(tx: Executor): Promise<number[]> {
  const rows = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.role, "admin"), isNull(members.deletedAt), sql`not ${isSanctioned(members.id)}`));
  return rows.map(({ id }) => id);
}

/** Stores a role and records the actor (`by` null: the command line). Closes the member's pending invitation. */
async function storeRole(
  tx: Executor,
  member: { id: number; email: string | null; role: Role },
  role: Role,
  by: number | null,
): Promise<void> {
  const changed = await tx
    .update(members)
    .set({ role })
    .where(and(eq(members.id, member.id), ne(members.role, role)))
    .returning({ id: members.id });
  if (changed.length === 0) return;
  // Their comments carry a badge of the staff, or no longer.
  await invalidateMember(tx, member.id);
  if (member.email)
    await tx.delete(staffInvitations).where(sql`lower(${staffInvitations.email}) = lower(${member.email})`);
  await recordActivity(tx, {
    kind: "role",
    actorId: by,
    subjectId: member.id,
    detail: { before: member.role, role },
  });
}

/**
 * Changes a member's role from the command line, recorded as its action. Returns whether the address is confirmed: if not, nobody has
 * proven to own it. Refused with `member.unknown` for an unknown address, and with
 * `people.lastAdmin` if no administrator would be left, unless `force`.
 */
export async function setMemberRole(
  tx: Executor,
  /** Or `@handle`. */
  email: string,
  role: Role,
  { force = false }: { force?: boolean } = {},
): Promise<Result<{ id: number; email: string; before: Role; confirmed: boolean }>> {
  return tx.transaction(async (inner) => {
    // `@handle` names a member too: reports of an import list no addresses.
    const isTarget = email.startsWith("@")
      ? sql<boolean>`lower(${members.handle}) = lower(${email.slice(1)})`
      : sql<boolean>`coalesce(lower(${members.email}) = lower(${lookupAddress(email)}), false)`;
    // Locks all administrators in the order that pages use: of two who step down at once, the second sees the first one's change.
    const rows = await inner
      .select({
        id: members.id,
        email: members.email,
        before: members.role,
        confirmedAt: members.confirmedAt,
        isTarget,
      })
      .from(members)
      .where(or(isTarget, eq(members.role, "admin")))
      .orderBy(members.id)
      .for("no key update");
    const target = rows.find(({ isTarget }) => isTarget);
    if (!target?.email) return refused("member.unknown", undefined, { email });
    const otherAdmins = (await listActiveAdmins(inner)).filter((id) => id !== target.id);
    if (!force && !leavesAnAdmin(target.before, role, otherAdmins.length)) return refused("people.lastAdmin");
    await storeRole(inner, { ...target, role: target.before }, role, null);
    return ok({ id: target.id, email: target.email, before: target.before, confirmed: target.confirmedAt !== null });
  });
}
