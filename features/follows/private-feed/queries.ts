import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberFeeds } from "#db/schema.ts";
import { hasReadersIn } from "#features/articles/queries.ts";
import type { LinkOwner } from "#lib/link-token.ts";

/** Items of the feed: a reader that polls twice a day misses nothing of what a member follows. */
const maxItems = 30;

/** Finds the key of a member's feed; undefined without one. */
export async function findFeedOwner(db: Executor, memberId: number): Promise<LinkOwner | undefined> {
  const [row] = await db
    .select({ id: memberFeeds.memberId, linkKey: memberFeeds.linkKey })
    .from(memberFeeds)
    .where(eq(memberFeeds.memberId, memberId));
  return row;
}

/** The same for the feed's address: a deleted or banned member's no longer works. */
export async function findReadableFeed(db: Executor, memberId: number): Promise<LinkOwner | undefined> {
  const [row] = await db
    .select({ id: memberFeeds.memberId, linkKey: memberFeeds.linkKey })
    .from(memberFeeds)
    .where(
      sql`${memberFeeds.memberId} = ${memberId}
        and not exists (select from members as m where m.id = ${memberId} and m.deleted_at is not null)
        and not exists (select from member_standings as s where s.member_id = ${memberId} and s.banned_at is not null)`,
    );
  return row;
}

export interface FeedArticle {
  kind: "article";
  id: number;
  slug: string;
  title: string;
  text: string;
  at: Date;
}

export interface FeedReply {
  kind: "reply";
  id: number;
  slug: string;
  /** The article's. */
  title: string;
  author: string;
  bodyHtml: string;
  at: Date;
}

/** Lists the newest published articles under what a member follows. Reads at most thirty of each followed subject, by index. */
export async function listFeedArticles(db: Executor, memberId: number): Promise<FeedArticle[]> {
  const newestOf = (table: string, column: string, of: ReturnType<typeof sql>) => sql`
    select newest.article_id from ${of} cross join lateral (
      select j.article_id from ${sql.identifier(table)} as j
      where j.${sql.identifier(column)} = subject.id and j.listed_at is not null
      order by j.listed_at desc, j.article_id desc limit ${maxItems}
    ) as newest`;
  const followed = (column: string) =>
    sql`(select ${sql.identifier(column)} as id from follows where member_id = ${memberId} and ${sql.identifier(column)} is not null) as subject`;
  const rows = await db.execute<{ id: string; slug: string; title: string; lead: string; at: string }>(sql`
    with recursive subject as (
      select category_id as id from follows where member_id = ${memberId} and category_id is not null
      union select child.id from subject join categories as child on child.parent_id = subject.id
    )
    select a.id, a.slug, a.title, a.lead, a.published_at as at from articles as a
    where a.status = 'published' and a.id in (
      ${newestOf("article_categories", "category_id", sql`subject`)}
      union ${newestOf("article_tags", "tag_id", followed("tag_id"))}
      union ${newestOf("article_authors", "author_id", followed("author_id"))}
    )
    order by a.published_at desc, a.id desc limit ${maxItems}`);
  return rows.map(({ id, slug, title, lead, at }) => ({
    kind: "article",
    id: Number(id),
    slug,
    title,
    text: lead,
    at: new Date(at),
  }));
}

/** Lists the newest visible replies to a member's comments, except those of members whom they muted. */
export async function listFeedReplies(db: Executor, memberId: number): Promise<FeedReply[]> {
  const rows = await db.execute<{
    id: string;
    slug: string;
    title: string;
    author: string | null;
    body: string;
    at: string;
  }>(sql`
    select c.id, a.slug, a.title, coalesce(m.name, c.author_name) as author, c.body_html as body, c.created_at as at
    from notifications as n
    join comments as c on c.id = n.comment_id and c.status = 'visible'
    join articles as a on a.id = c.article_id and ${hasReadersIn(sql`a`)}
    left join members as m on m.id = c.member_id
    where n.member_id = ${memberId} and n.kind = 'reply'
      and not exists (select from mutes where mutes.member_id = n.member_id and mutes.muted_id = n.actor_id)
    order by n.id desc limit ${maxItems}`);
  return rows.map(({ id, slug, title, author, body, at }) => ({
    kind: "reply",
    id: Number(id),
    slug,
    title,
    author: author ?? "",
    bodyHtml: body,
    at: new Date(at),
  }));
}
