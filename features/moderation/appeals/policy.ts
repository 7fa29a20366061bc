import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, type moderationDecisions } from "#db/schema.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { isSelf, mayModerate, mayModerateMember } from "#features/members/standing/policy.ts";
import { hasUninvolvedModerator } from "#features/members/standing/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";

/**
 * Whether this person may decide an appeal, and whether as the only one who could (`sole`). Refused with `moderation.oneself`, `moderation.rank`
 * or `appeal.samePerson`.
 */
export async function mayDecideAppeal(
  tx: Executor,
  actor: Pick<VerifiedActor, "id" | "role">,
  memberId: number,
  decision: Pick<typeof moderationDecisions.$inferSelect, "subject" | "actorId">,
): Promise<Result<{ sole: boolean }>> {
  if (actor.id === null || isSelf({ id: actor.id }, memberId)) return refused("moderation.oneself");
  const [appellant] = await tx.select({ role: members.role }).from(members).where(eq(members.id, memberId));
  // About who moderates only administrators decide, as in the first place.
  const ranked = decision.subject === "member" && appellant !== undefined && mayModerate(appellant);
  if (ranked && !mayModerateMember(actor, appellant)) return refused("moderation.rank");
  if (decision.actorId !== actor.id) return ok({ sole: false });
  const other = await hasUninvolvedModerator(tx, [actor.id, memberId], ranked ? ["admin"] : undefined);
  return other ? refused("appeal.samePerson") : ok({ sole: true });
}
