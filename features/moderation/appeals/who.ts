import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, type moderationDecisions } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import type { VerifiedActor } from "../decisions/actor.ts";
import { isSelf, mayModerate, mayModerateMember } from "../policy.ts";
import { hasUninvolvedModerator } from "../queries.ts";

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
