import { and, desc, eq, inArray, type SQL } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, moderationDecisions } from "#db/schema.ts";
import type { DecisionSubject } from "#features/decision-history/queries.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { ruleTitle } from "./titles.ts";

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
