import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import type { Role } from "../rules.ts";
import { mayModerate } from "./policy.ts";
import { isSanctioned } from "./queries.ts";

/** The actor of a decision: a member, or a rule by its name (a screening phase, the command line). */
export type Actor = { id: number } | { rule: string };

export interface VerifiedActor {
  /** Null for a rule. */
  id: number | null;
  rule: string | null;
  role: Role;
}

/** Finds the actor with the current role and standing, whatever the session says. Refused with `member.forbidden`. */
export async function findActor(tx: Executor, actor: Actor): Promise<Result<VerifiedActor>> {
  if ("rule" in actor) return ok({ id: null, rule: actor.rule, role: "admin" });
  const [member] = await tx
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.id, actor.id), isNull(members.deletedAt), sql`not ${isSanctioned(members.id)}`));
  if (!member || !mayModerate(member)) return refused("member.forbidden");
  return ok({ id: actor.id, rule: null, role: member.role });
}
