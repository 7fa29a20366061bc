import { and, desc, eq, inArray, type SQL } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, moderationDecisions } from "#db/schema.ts";
import { type DecisionSubject, isNotMessagePart } from "#features/decision-history/queries.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { ruleTitle } from "./titles.ts";

interface LastDecider {
  subjectId: number;
  action: string;
  rule: string | null;
  name: string | null;
  createdAt: Date;
}

/** The last decision on each subject, among the decisions that match the condition. */
function listLastDeciders(tx: Executor, condition: SQL | undefined): Promise<LastDecider[]> {
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
    .where(and(condition, isNotMessagePart))
    .orderBy(moderationDecisions.subjectId, desc(moderationDecisions.id));
}

/** Values for a message that names the decider: whether a member or a rule decided, their name, and the action. */
function messageValues({ action, rule, name }: LastDecider): Record<string, string> {
  return { by: rule === null ? "member" : "rule", name: rule === null ? (name ?? "") : ruleTitle(rule), action };
}

/**
 * Returns the refusal for each subject that is not in the version that the moderator saw: it says who decided what
 * meanwhile, or that the author edited the text (at `editedAt`) after the last decision.
 */
export async function listConflicts(
  tx: Executor,
  subject: DecisionSubject,
  subjects: { id: number; editedAt: Date | null }[],
): Promise<Map<number, Refusal>> {
  if (subjects.length === 0) return new Map();
  const ids = subjects.map(({ id }) => id);
  const isOnSubject = and(eq(moderationDecisions.subject, subject), inArray(moderationDecisions.subjectId, ids));
  const lastDeciders = new Map(
    (await listLastDeciders(tx, isOnSubject)).map((decider) => [decider.subjectId, decider]),
  );
  return new Map(subjects.map(({ id, editedAt }) => [id, toConflict(lastDeciders.get(id), editedAt)]));
}

function toConflict(last: LastDecider | undefined, editedAt: Date | null): Refusal {
  return !last || (editedAt && editedAt > last.createdAt)
    ? refused("moderation.changed")
    : refused("moderation.conflict", undefined, messageValues(last));
}

/** Returns the refusal for one subject that no author edits; see `listConflicts`. */
export async function findConflict(tx: Executor, subject: DecisionSubject, id: number): Promise<Refusal> {
  return (await listConflicts(tx, subject, [{ id, editedAt: null }])).get(id) ?? refused("moderation.changed");
}

/**
 * The refusal of an undo because of another moderator's later decision on the same subject.
 * @param by the later decision
 */
export async function supersededRefusal(tx: Executor, by: number): Promise<Refusal> {
  const [decider] = await listLastDeciders(tx, eq(moderationDecisions.id, by));
  return refused("moderation.superseded", undefined, decider && messageValues(decider));
}
