import { and, asc, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { appealOutcomes, appeals, appealTexts, articles, comments, members, moderationDecisions } from "#db/schema.ts";
import { isUndone } from "#features/decision-history/queries.ts";
import { appealsPerPage } from "./rules.ts";

/** The appeals of a list: `open` ones, oldest first, or closed (`ended`) ones, newest first. */
export type AppealView = "open" | "ended";

/** Selects appeals with the decisions that they contest. */
function selectAppealCases(db: Executor) {
  const decider = alias(members, "decider");
  const appealDecider = alias(members, "appealDecider");
  return db
    .select({
      id: appeals.id,
      createdAt: appeals.createdAt,
      memberId: appeals.memberId,
      /** The text of the appeal; deleted with the account. */
      body: appealTexts.body,
      decision: {
        id: moderationDecisions.id,
        subject: moderationDecisions.subject,
        subjectId: moderationDecisions.subjectId,
        action: moderationDecisions.action,
        actorId: moderationDecisions.actorId,
        rule: moderationDecisions.rule,
        reason: moderationDecisions.reason,
        note: moderationDecisions.note,
        after: moderationDecisions.after,
        createdAt: moderationDecisions.createdAt,
      },
      undone: isUndone,
      member: { name: members.name, handle: members.handle },
      decider: decider.name,
      comment: { id: comments.id, status: comments.status, bodyHtml: comments.bodyHtml, deletedAt: comments.deletedAt },
      article: { title: articles.title, slug: articles.slug },
      outcome: {
        outcome: appealOutcomes.outcome,
        sole: appealOutcomes.decidedBySameModerator,
        note: appealOutcomes.note,
        createdAt: appealOutcomes.createdAt,
      },
      appealDecider: appealDecider.name,
    })
    .from(appeals)
    .innerJoin(moderationDecisions, eq(moderationDecisions.id, appeals.decisionId))
    .leftJoin(appealTexts, eq(appealTexts.appealId, appeals.id))
    .leftJoin(appealOutcomes, eq(appealOutcomes.appealId, appeals.id))
    .leftJoin(members, eq(members.id, appeals.memberId))
    .leftJoin(decider, eq(decider.id, moderationDecisions.actorId))
    .leftJoin(appealDecider, eq(appealDecider.id, appealOutcomes.actorId))
    .leftJoin(comments, and(eq(moderationDecisions.subject, "comment"), eq(comments.id, moderationDecisions.subjectId)))
    .leftJoin(
      articles,
      sql`${articles.id} = case when ${moderationDecisions.subject} = 'vote' then ${moderationDecisions.articleId} else ${comments.articleId} end`,
    )
    .$dynamic();
}

export type AppealCase = Awaited<ReturnType<typeof selectAppealCases>>[number];

/** Finds an appeal with the details needed to decide it. */
export async function findAppeal(db: Executor, id: number): Promise<AppealCase | undefined> {
  const [row] = await selectAppealCases(db).where(eq(appeals.id, id));
  return row;
}

/**
 * Lists a page of appeals in the order of the view, plus one to tell whether another page follows.
 * @param after the id of the last appeal of the previous page
 */
export async function listAppeals(
  db: Executor,
  { view, after }: { view: AppealView; after?: number | undefined },
): Promise<AppealCase[]> {
  const open = view === "open";
  const afterCursor = after === undefined ? undefined : open ? gt(appeals.id, after) : lt(appeals.id, after);
  return selectAppealCases(db)
    .where(and(open ? isNull(appealOutcomes.appealId) : isNotNull(appealOutcomes.appealId), afterCursor))
    .orderBy(open ? asc(appeals.id) : desc(appeals.id))
    .limit(appealsPerPage + 1);
}
