import { and, desc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, moderationDecisions } from "#db/schema.ts";
import { ruleTitle } from "#features/moderation/decisions/titles.ts";
import { type Refusal, refused } from "#lib/result.ts";

export type DecisionSubject = (typeof moderationDecisions.subject.enumValues)[number];

/** True in SQL for a decision that was undone, by itself or with the one that it came with. Named in full: drizzle leaves the table out where it is alone. */
export const isUndone: SQL<boolean> = sql<boolean>`exists (
  select 1 from moderation_decisions as undo where undo.reverts in (moderation_decisions.id, moderation_decisions.part_of))`;

/** Holds these decisions' rows, in one order, until the transaction ends: an appeal and an undo of one decision come one after the other. */
export async function lockDecisions(tx: Executor, ids: number[]): Promise<void> {
  await tx
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(inArray(moderationDecisions.id, ids))
    .orderBy(moderationDecisions.id)
    .for("no key update");
}

/** The decisions about something, oldest first, without the undos: what `deriveField` reads. */
export function listDecisionsOn(tx: Executor, subject: DecisionSubject, subjectId: number) {
  return tx
    .select({
      id: moderationDecisions.id,
      before: moderationDecisions.before,
      after: moderationDecisions.after,
      undone: isUndone,
    })
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.subject, subject),
        eq(moderationDecisions.subjectId, subjectId),
        ne(moderationDecisions.action, "undo"),
      ),
    )
    .orderBy(moderationDecisions.id);
}

interface LastDecider {
  subjectId: number;
  action: string;
  rule: string | null;
  name: string | null;
  createdAt: Date;
}

/** The last decision about each thing that `which` finds. */
function listLastDeciders(tx: Executor, which: SQL | undefined): Promise<LastDecider[]> {
  return tx
    .selectDistinctOn([moderationDecisions.subjectId], {
      subjectId: moderationDecisions.subjectId,
      action: moderationDecisions.action,
      rule: moderationDecisions.rule,
      name: members.name,
      createdAt: moderationDecisions.createdAt,
    })
    .from(moderationDecisions)
    .leftJoin(members, eq(members.id, moderationDecisions.actorId))
    .where(which)
    .orderBy(moderationDecisions.subjectId, desc(moderationDecisions.id));
}

/** Whether a person decided, their name or the rule's, and what: for a sentence. */
function messageValues({ action, rule, name }: LastDecider): Record<string, string> {
  return { by: rule === null ? "member" : "rule", name: rule === null ? (name ?? "") : ruleTitle(rule), action };
}

/** For the second of two, of each thing: who decided what meanwhile, or that the author changed the text (at `editedAt`) since the last decision. */
export async function listConflicts(
  tx: Executor,
  subject: DecisionSubject,
  things: { id: number; editedAt: Date | null }[],
): Promise<Map<number, Refusal>> {
  if (things.length === 0) return new Map();
  const ids = things.map(({ id }) => id);
  const about = and(eq(moderationDecisions.subject, subject), inArray(moderationDecisions.subjectId, ids));
  const last = new Map((await listLastDeciders(tx, about)).map((decider) => [decider.subjectId, decider]));
  return new Map(things.map(({ id, editedAt }) => [id, toConflict(last.get(id), editedAt)]));
}

function toConflict(last: LastDecider | undefined, editedAt: Date | null): Refusal {
  return !last || (editedAt && editedAt > last.createdAt)
    ? refused("moderation.changed")
    : refused("moderation.conflict", undefined, messageValues(last));
}

/** The same for one thing that no author edits. */
export async function findConflict(tx: Executor, subject: DecisionSubject, id: number): Promise<Refusal> {
  return (await listConflicts(tx, subject, [{ id, editedAt: null }])).get(id) ?? refused("moderation.changed");
}

/** For an undo of what somebody else's later decision stands upon. */
export async function supersededRefusal(tx: Executor, by: number): Promise<Refusal> {
  const [decider] = await listLastDeciders(tx, eq(moderationDecisions.id, by));
  return refused("moderation.superseded", undefined, decider && messageValues(decider));
}
