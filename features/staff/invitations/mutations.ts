import { hash } from "@node-rs/argon2";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, staffInvitations } from "#db/schema.ts";
import { isDisposableEmail } from "#features/auth/registration/disposable-email.ts";
import { validateRegistration } from "#features/auth/registration/mutations.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { insertMember } from "#features/members/mutations.ts";
import { isSanctioned } from "#features/members/standing/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { consumeSignInMailLimit } from "#lib/mail/mail-limit.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { createSecret, hashSecret } from "#lib/secret-token.ts";
import { invitationDays, invitationRetentionDays, type StaffRole } from "../roles/rules.ts";
import { staffInvitationMail } from "./jobs.ts";

const newExpiry = sql`now() + make_interval(days => ${invitationDays})`;

/** SQL condition for the invitation with a secret, while it is valid and its inviter may still invite. */
const isUsable = (secret: string) =>
  and(
    eq(staffInvitations.hash, hashSecret(secret)),
    gt(staffInvitations.expiresAt, sql`now()`),
    sql`exists (select 1 from ${members} as inviter where inviter.id = ${staffInvitations.invitedBy} and inviter.role = 'admin'
      and inviter.deleted_at is null and not ${isSanctioned(sql`inviter.id`)})`,
  );

/**
 * Invites someone by mail. The secret is made with the mail, so that none is stored in the queue. Only the inviting administrator learns
 * whether the address has an account. Refused beside `email` (`email.disposable`, `invitation.staff`, `invitation.open`), or with
 * `invitation.tooOften`.
 */
export async function createInvitation(
  db: Executor,
  by: number,
  input: { email: string; name: string; role: StaffRole },
): Promise<Result<{ id: number }>> {
  const { email, name, role } = input;
  if (await isDisposableEmail(email)) return refused("form.invalid", { email: "email.disposable" });
  const [member] = await db
    .select({ role: members.role })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${email})`);
  if (member && member.role !== "reader") return refused("form.invalid", { email: "invitation.staff" });
  const [open] = await db
    .select({ id: staffInvitations.id })
    .from(staffInvitations)
    .where(sql`lower(${staffInvitations.email}) = lower(${email})`);
  if (open) return refused("form.invalid", { email: "invitation.open" });
  if (!(await consumeSignInMailLimit(email))) return refused("invitation.tooOften");
  return db.transaction(async (tx): Promise<Result<{ id: number }>> => {
    const [created] = await tx
      .insert(staffInvitations)
      .values({ email, name, role, invitedBy: by, expiresAt: newExpiry })
      .onConflictDoNothing()
      .returning({ id: staffInvitations.id });
    if (!created) return refused("form.invalid", { email: "invitation.open" });
    await recordActivity(tx, { kind: "invited", actorId: by, subjectId: created.id, detail: { role } });
    await enqueue(tx, staffInvitationMail, { invitation: created.id });
    return ok(created);
  });
}

/**
 * Sends an invitation again, valid for seven days from now, in the name of the administrator who does so; the earlier link is revoked at
 * once. Refused with `invitation.gone`, `.tooOften`.
 */
export async function resendInvitation(db: Executor, by: number, id: number): Promise<Result<{ email: string }>> {
  const [existing] = await db
    .select({ email: staffInvitations.email })
    .from(staffInvitations)
    .where(eq(staffInvitations.id, id));
  if (!existing) return refused("invitation.gone");
  if (!(await consumeSignInMailLimit(existing.email))) return refused("invitation.tooOften");
  return db.transaction(async (tx): Promise<Result<{ email: string }>> => {
    const [renewed] = await tx
      .update(staffInvitations)
      .set({ hash: null, expiresAt: newExpiry, invitedBy: by })
      .where(eq(staffInvitations.id, id))
      .returning({ email: staffInvitations.email, role: staffInvitations.role });
    if (!renewed) return refused("invitation.gone");
    await recordActivity(tx, { kind: "invitedAgain", actorId: by, subjectId: id, detail: { role: renewed.role } });
    await enqueue(tx, staffInvitationMail, { invitation: id });
    return ok({ email: renewed.email });
  });
}

/** Withdraws an invitation and revokes its link. Refused with `invitation.gone`. */
export async function withdrawInvitation(db: Executor, by: number, id: number): Promise<Result<{ email: string }>> {
  return db.transaction(async (tx): Promise<Result<{ email: string }>> => {
    const [withdrawn] = await tx
      .delete(staffInvitations)
      .where(eq(staffInvitations.id, id))
      .returning({ email: staffInvitations.email, role: staffInvitations.role });
    if (!withdrawn) return refused("invitation.gone");
    await recordActivity(tx, {
      kind: "invitationWithdrawn",
      actorId: by,
      subjectId: id,
      detail: { role: withdrawn.role },
    });
    return ok({ email: withdrawn.email });
  });
}

/**
 * Gives an invitation a new secret (32 random bytes, of which only the hash is stored), valid for seven days; undefined if it no longer
 * exists.
 */
export async function renewInvitationSecret(db: Executor, id: number) {
  const secret = createSecret();
  const [invitation] = await db
    .update(staffInvitations)
    .set({ hash: hashSecret(secret), expiresAt: newExpiry })
    .where(eq(staffInvitations.id, id))
    .returning();
  return invitation && { secret, invitation };
}

/** Finds the invitation with a secret, without consuming it, and the account of its address. */
export async function findInvitation(db: Executor, secret: string) {
  const [found] = await db
    .select({
      id: staffInvitations.id,
      email: staffInvitations.email,
      name: staffInvitations.name,
      role: staffInvitations.role,
      accountId: members.id,
    })
    .from(staffInvitations)
    .leftJoin(members, sql`lower(${members.email}) = lower(${staffInvitations.email})`)
    .where(isUsable(secret));
  return found;
}

/**
 * Creates the invitee's account, confirmed and with its role; validates name and password as at a registration. Of two concurrent calls one
 * succeeds. Refused with `link.spent`, `invitation.signIn` (the address has an account by now), or beside `name` and `password`.
 */
export async function createInvitedMember(
  db: Executor,
  input: { token: string; name: string; password: string },
): Promise<Result<{ memberId: number }>> {
  const invited = await findInvitation(db, input.token);
  if (!invited) return refused("link.spent");
  const validated = await validateRegistration(db, { ...input, email: invited.email });
  if (!validated.ok) return validated;
  const passwordHash = await hash(input.password);
  return db.transaction(async (tx): Promise<Result<{ memberId: number }>> => {
    const [invitation] = await tx.select().from(staffInvitations).where(isUsable(input.token)).for("update");
    if (!invitation) return refused("link.spent");
    const { email, role } = invitation;
    const created = await insertMember(tx, { email, role, passwordHash, name: input.name, confirmedAt: new Date() });
    if (!created) return refused("invitation.signIn");
    await closeInvitation(tx, invitation.id, created.id, { role });
    return ok({ memberId: created.id });
  });
}

/**
 * Gives the signed-in member the role of the invitation to their address. Refused with `link.spent`, or `invitation.otherAccount` if the
 * invitation is for another address.
 */
export async function acceptInvitation(db: Executor, memberId: number, token: string): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    // Locks the member first, as a change of role does, to avoid deadlocks.
    const [member] = await tx
      .select({ role: members.role, email: members.email })
      .from(members)
      .where(eq(members.id, memberId))
      .for("no key update");
    const [invitation] = await tx.select().from(staffInvitations).where(isUsable(token)).for("update");
    if (!invitation) return refused("link.spent");
    if (member?.email?.toLowerCase() !== invitation.email.toLowerCase()) return refused("invitation.otherAccount");
    // A member who got a role in the meantime keeps it.
    const role = member.role === "reader" ? invitation.role : member.role;
    await tx.update(members).set({ role }).where(eq(members.id, memberId));
    await closeInvitation(tx, invitation.id, memberId, { before: member.role, role });
    return ok(undefined);
  });
}

async function closeInvitation(
  tx: Executor,
  invitation: number,
  memberId: number,
  detail: { role: StaffRole | "reader"; before?: StaffRole | "reader" },
): Promise<void> {
  await tx.delete(staffInvitations).where(eq(staffInvitations.id, invitation));
  await recordActivity(tx, { kind: "joined", actorId: memberId, subjectId: memberId, detail });
}

/** Deletes unanswered invitations with their addresses after their retention time. */
export async function deleteExpiredInvitations(db: Executor): Promise<void> {
  await db
    .delete(staffInvitations)
    .where(lt(staffInvitations.expiresAt, sql`now() - make_interval(days => ${invitationRetentionDays})`));
}
