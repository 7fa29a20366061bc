import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { expertiseGrants, members, notifications } from "#db/schema.ts";
import { invalidateMember } from "#features/account/invalidate-member.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { expertiseAlert } from "#features/members/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";

interface BadgeChange {
  memberId: number;
  /** The new badge; empty: none. */
  expertise: string;
  /** The badge that the page showed. */
  expected: string;
}

/**
 * Grants, changes or withdraws a member's badge for an editor, and notifies the member. Refused with `people.gone`, `people.unconfirmed`,
 * `expertise.oneself` for the editor's own badge (withdrawing it is fine), or `expertise.changed` if another editor was faster.
 */
export async function changeExpertise(
  db: Executor,
  actor: { id: number },
  { memberId, expertise, expected }: BadgeChange,
): Promise<Result<{ name: string; before: string }>> {
  return db.transaction(async (tx): Promise<Result<{ name: string; before: string }>> => {
    const member = await lockMember(tx, memberId);
    if (!member || member.deletedAt) return refused("people.gone");
    const { name, expertise: before } = member;
    if (!member.confirmedAt) return refused("people.unconfirmed", undefined, { name });
    if (before === expertise) return ok({ name, before });
    // A badge is what the newsroom says about a person, not the person.
    if (memberId === actor.id && expertise !== "") return refused("expertise.oneself");
    if (before !== expected) return refused("expertise.changed", undefined, { name });
    await storeExpertise(tx, memberId, expertise, actor.id);
    await recordActivity(tx, {
      kind: expertise === "" ? "expertiseWithdrawn" : "expertiseGranted",
      actorId: actor.id,
      subjectId: memberId,
    });
    await tx.insert(notifications).values({ memberId, kind: "badge", alert: expertiseAlert });
    return ok({ name, before });
  });
}

/** Removes a member's badge at their own request. Does nothing without one. */
export async function declineExpertise(db: Executor, memberId: number): Promise<void> {
  await db.transaction(async (tx) => {
    const member = await lockMember(tx, memberId);
    if (!member?.expertise) return;
    await storeExpertise(tx, memberId, "", memberId);
    await recordActivity(tx, { kind: "expertiseDeclined", actorId: memberId, subjectId: memberId });
  });
}

async function lockMember(tx: Executor, memberId: number) {
  const [member] = await tx
    .select({
      name: members.name,
      expertise: members.expertise,
      deletedAt: members.deletedAt,
      confirmedAt: members.confirmedAt,
    })
    .from(members)
    .where(eq(members.id, memberId))
    .for("no key update");
  return member;
}

async function storeExpertise(tx: Executor, memberId: number, expertise: string, grantedBy: number): Promise<void> {
  await tx.update(members).set({ expertise }).where(eq(members.id, memberId));
  await tx.insert(expertiseGrants).values({ memberId, expertise, grantedBy });
  await invalidateMember(tx, memberId);
}
