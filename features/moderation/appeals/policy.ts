import type { Role } from "#features/members/rules.ts";
import { isSelf, mayModerate, mayModerateMember } from "#features/members/standing/policy.ts";
import { ok, type Result, refused } from "#lib/result.ts";

/** Whether only administrators may decide the appeal, because the decision is about a member who moderates. */
export function isForAdmins(decision: { subject: string }, appellant: { role: Role } | undefined): boolean {
  return decision.subject === "member" && appellant !== undefined && mayModerate(appellant);
}

/**
 * Whether a moderator may decide an appeal, and whether only they could (`sole`). Refused with `moderation.oneself`,
 * `moderation.rank` or `appeal.samePerson`.
 * @param actor `id` is null for a rule
 * @param appellant `role` is undefined if the account was deleted
 * @param hasUninvolved whether somebody other than the actor and the appellant may decide it
 */
export function mayDecideAppeal(
  actor: { id: number | null; role: Role },
  appellant: { id: number; role: Role | undefined },
  decision: { subject: string; actorId: number | null },
  hasUninvolved: boolean,
): Result<{ sole: boolean }> {
  if (actor.id === null || isSelf({ id: actor.id }, appellant.id)) return refused("moderation.oneself");
  const { role } = appellant;
  if (role && isForAdmins(decision, { role }) && !mayModerateMember(actor, { role })) return refused("moderation.rank");
  if (decision.actorId !== actor.id) return ok({ sole: false });
  return hasUninvolved ? refused("appeal.samePerson") : ok({ sole: true });
}
