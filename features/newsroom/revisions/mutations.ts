import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent, RevisionKind } from "#db/schema/newsroom.ts";
import { articleRevisions, members } from "#db/schema.ts";
import { countContentWords } from "../drafts/count-words.ts";

interface Revision {
  id: number;
  kind: RevisionKind;
  by: string | null;
  at: Date;
  words: number;
}

/** Minimum interval between automatic revisions. In between, the draft has the newest text. */
const minAutoRevisionMinutes = 5;

/**
 * Adds a revision with an article's text. Each member's automatic ones are at least five minutes apart; after a day one
 * an hour is kept, after thirty days one a day. Manual and published revisions are kept. Returns the new revision's id,
 * or undefined if the last automatic one is recent enough.
 */
export async function addRevision(
  tx: Executor,
  articleId: number,
  revision: { memberId: number | null; kind: RevisionKind; content: DraftContent },
): Promise<number | undefined> {
  const { memberId, kind, content } = revision;
  if (kind === "auto") {
    const [last] = await tx
      .select({
        fresh: sql<boolean>`${articleRevisions.memberId} is not distinct from ${memberId}::bigint and ${articleRevisions.createdAt} > now() - make_interval(mins => ${minAutoRevisionMinutes})`,
      })
      .from(articleRevisions)
      .where(eq(articleRevisions.articleId, articleId))
      .orderBy(sql`${articleRevisions.id} desc nulls last`)
      .limit(1);
    if (last?.fresh) return undefined;
  }
  const wordCount = countContentWords(content);
  const [inserted] = await tx
    .insert(articleRevisions)
    .values({ articleId, memberId, kind, content, wordCount })
    .returning({ id: articleRevisions.id });
  await thinAutoRevisions(tx, articleId);
  return inserted?.id;
}

async function thinAutoRevisions(tx: Executor, articleId: number): Promise<void> {
  await tx.execute(sql`
    delete from ${articleRevisions} as r using (
      select id, row_number() over (
        partition by case when created_at < now() - interval '30 days' then date_trunc('day', created_at) else date_trunc('hour', created_at) end
        order by id desc) as rank
      from ${articleRevisions}
      where article_id = ${articleId} and kind = 'auto' and created_at < now() - interval '1 day'
    ) as old
    where old.rank > 1 and r.id = old.id`);
}

/** Lists an article's revisions, newest first, older than `before`. */
export async function listRevisions(
  db: Executor,
  articleId: number,
  limit: number,
  before?: number,
): Promise<Revision[]> {
  return db
    .select({
      id: articleRevisions.id,
      kind: articleRevisions.kind,
      by: members.name,
      at: articleRevisions.createdAt,
      words: articleRevisions.wordCount,
    })
    .from(articleRevisions)
    .leftJoin(members, eq(members.id, articleRevisions.memberId))
    .where(
      and(
        eq(articleRevisions.articleId, articleId),
        before === undefined ? undefined : lt(articleRevisions.id, before),
      ),
    )
    .orderBy(sql`${articleRevisions.id} desc nulls last`)
    .limit(limit);
}

/** Finds one revision with its text; undefined if it is not this article's. */
export async function findRevision(
  db: Executor,
  articleId: number,
  id: number,
): Promise<(Revision & { content: DraftContent }) | undefined> {
  const [row] = await db
    .select({
      id: articleRevisions.id,
      kind: articleRevisions.kind,
      by: members.name,
      at: articleRevisions.createdAt,
      words: articleRevisions.wordCount,
      content: articleRevisions.content,
    })
    .from(articleRevisions)
    .leftJoin(members, eq(members.id, articleRevisions.memberId))
    .where(and(eq(articleRevisions.articleId, articleId), eq(articleRevisions.id, id)))
    .orderBy(desc(articleRevisions.id));
  return row;
}
