import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleRevisions, members, rejectedSaves } from "#db/schema.ts";
import { addRevision } from "./mutations.ts";

/** A text that was refused and kept as a revision; `by` is null for the viewer's own. */
export interface RejectedSave {
  revision: number;
  by: string | null;
  at: string;
}

/** Keeps a rejected save as a revision, which the article's open page announces until `dismissRejectedSaves`. */
export async function keepRejectedSave(
  tx: Executor,
  articleId: number,
  memberId: number,
  content: DraftContent,
): Promise<void> {
  const revisionId = await addRevision(tx, articleId, { memberId, kind: "save", content });
  if (revisionId !== undefined) await tx.insert(rejectedSaves).values({ revisionId, articleId });
}

/** Finds the newest rejected save of an article that nobody has dismissed; null if there is none. */
export async function findRejectedSave(
  db: Executor,
  articleId: number,
  viewer: { id: number },
): Promise<RejectedSave | null> {
  const [row] = await db
    .select({
      revision: rejectedSaves.revisionId,
      memberId: articleRevisions.memberId,
      name: members.name,
      at: articleRevisions.createdAt,
    })
    .from(rejectedSaves)
    .innerJoin(articleRevisions, eq(articleRevisions.id, rejectedSaves.revisionId))
    .leftJoin(members, eq(members.id, articleRevisions.memberId))
    .where(eq(rejectedSaves.articleId, articleId))
    .orderBy(sql`${rejectedSaves.revisionId} desc nulls last`)
    .limit(1);
  if (!row) return null;
  const by = row.memberId === viewer.id ? null : (row.name ?? "–");
  return { revision: row.revision, by, at: row.at.toISOString() };
}

/** Dismisses a rejected save, and earlier ones of the same member. The revisions stay. */
export async function dismissRejectedSaves(db: Executor, articleId: number, revision: number): Promise<void> {
  const authors = db
    .select({ memberId: articleRevisions.memberId })
    .from(articleRevisions)
    .where(and(eq(articleRevisions.id, revision), eq(articleRevisions.articleId, articleId)));
  const texts = db
    .select({ id: articleRevisions.id })
    .from(articleRevisions)
    .where(
      and(
        eq(articleRevisions.articleId, articleId),
        sql`${articleRevisions.id} <= ${revision}`,
        sql`(${articleRevisions.id} = ${revision} or ${articleRevisions.memberId} in ${authors})`,
      ),
    );
  await db
    .delete(rejectedSaves)
    .where(and(eq(rejectedSaves.articleId, articleId), sql`${rejectedSaves.revisionId} in ${texts}`));
}
