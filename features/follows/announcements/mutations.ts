import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { hasReadersIn } from "#features/articles/queries.ts";

/**
 * Comments whose followers are notified in one transaction. Each adds a row per follower: with 10,000 of them, a hundred comments took four
 * minutes, and a process that was stopped meanwhile began again.
 */
const commentsPerStatement = 4;

/** The categories of an article with their parents, as a subquery of ids. */
const lineageOf = (articleId: SQLWrapper | number) => sql`(
  with recursive lineage as (
    select category_id as id from article_categories where article_id = ${articleId}
    union select parent.parent_id from lineage join categories as parent on parent.id = lineage.id where parent.parent_id is not null
  ) select id from lineage)`;

/** SQL condition for a row of `follows` (alias `f`) whose tag, category or author is one of an article's. */
export const matchesArticle = (articleId: SQLWrapper): SQL => sql`(
  f.tag_id in (select tag_id from article_tags where article_id = ${articleId})
  or f.category_id in ${lineageOf(articleId)}
  or f.author_id in (select author_id from article_authors where article_id = ${articleId}))`;

/**
 * Notifies everyone who follows a tag, a category (or its parent) or an author of a published article, except its
 * authors. Each member once, and each article once, however often and wherever this runs.
 * Returns the number of notifications.
 */
export async function announceArticle(db: Executor, articleId: number): Promise<number> {
  const rows = await db.execute<{ n: number }>(sql`
    with announced as (
      insert into announced_articles (article_id)
      select a.id from articles as a
      where a.id = ${articleId} and a.status = 'published'
      on conflict do nothing
      returning article_id
    ),
    followers as (
      select f.member_id from article_tags as j join follows as f on f.tag_id = j.tag_id where j.article_id = ${articleId}
      union select f.member_id from follows as f where f.category_id in ${lineageOf(articleId)}
      union select f.member_id from article_authors as j join follows as f on f.author_id = j.author_id
        where j.article_id = ${articleId}
    ),
    notified as (
      insert into notifications (member_id, kind, article_id)
      select m.id, 'article', announced.article_id
      from announced cross join followers join members as m on m.id = followers.member_id
      where m.deleted_at is null and not exists (
        select from article_authors as j join authors on authors.id = j.author_id
        where j.article_id = ${articleId} and authors.member_id = m.id)
      order by m.id
      returning 1
    )
    select count(*)::int as n from notified`);
  return rows[0]?.n ?? 0;
}

/**
 * Notifies the followers of discussions of the comments that became visible there, until none is left or `signal` aborts.
 * Nobody is notified of their own comment, of a comment by somebody whom they muted, of one from before they followed,
 * or twice of one that answers or mentions them. Two processes at once share the comments. Returns how many comments
 * were handled.
 */
export async function notifyFollowersOfComments(db: Executor, signal?: AbortSignal): Promise<number> {
  for (let total = 0; ; ) {
    const [row] = await db.execute<{ n: number }>(sql`
      with taken as (
        delete from pending_followed_comments where comment_id in (
          select comment_id from pending_followed_comments order by comment_id limit ${commentsPerStatement}
          for update skip locked
        )
        returning comment_id, created_at
      ),
      notified as (
        insert into notifications (member_id, kind, comment_id, actor_id)
        select f.member_id, 'comment', c.id, c.member_id
        from taken
        join comments as c on c.id = taken.comment_id and c.status = 'visible'
        join articles as a on a.id = c.article_id and ${hasReadersIn(sql`a`)}
        join follows as f on f.article_id = c.article_id and f.created_at <= taken.created_at
        join members as m on m.id = f.member_id and m.deleted_at is null
        where f.member_id is distinct from c.member_id
          and not exists (select from mutes where mutes.member_id = f.member_id and mutes.muted_id = c.member_id)
          and not exists (
            select from notifications as n
            where n.comment_id = c.id and n.member_id = f.member_id and n.kind in ('reply', 'mention'))
        order by c.id, f.member_id
        on conflict do nothing
      )
      select count(*)::int as n from taken`);
    const handled = row?.n ?? 0;
    total += handled;
    if (handled < commentsPerStatement || signal?.aborted) return total;
  }
}
