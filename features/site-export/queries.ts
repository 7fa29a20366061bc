import type postgres from "postgres";
import type { ArticleStatus, CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import type { MemberRole } from "#db/schema/members.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";

/** A name with its slug. */
export interface ExportedTerm {
  slug: string;
  name: string;
}

/** An article as stored, with all that belongs to it but its comments. */
export interface ExportedArticle {
  id: number;
  slug: string;
  status: ArticleStatus;
  title: string;
  lead: string;
  bodyHtml: string;
  leadMediaId: string | null;
  leadCaption: string;
  source: {
    name: string;
    site: string;
    title: string;
    url: string;
    isExtract: boolean;
    /** The source's own sentence of credit. */
    attribution: string;
  } | null;
  canonicalUrl: string;
  seoTitle: string;
  seoDescription: string;
  commentPolicy: CommentPolicy;
  closeAfterDays: number | null;
  slowModeMinutes: number;
  ratingCount: number;
  ratingSum: number;
  publishedAt: Date | null;
  updatedAt: Date;
  createdAt: Date;
  /** When it is to be published. */
  scheduledFor: Date | null;
  /** The note to readers at the address of a withdrawn article. */
  withdrawalNote: string | null;
  /** The text being edited; null: the same as the article's. */
  draft: DraftContent | null;
  categories: ExportedTerm[];
  tags: ExportedTerm[];
  authors: ExportedTerm[];
  story: { slug: string; title: string; kind: "story" | "series"; position: number } | null;
  corrections: { kind: "correction" | "update"; note: string; credit: string; at: string }[];
  oldPaths: string[];
  /** Whether it has comments, whatever their status. */
  hasComments: boolean;
}

/** A picture's row. */
export interface ExportedPicture {
  id: string;
  format: string;
  revision: number;
  width: number;
  height: number;
  bytes: number;
  alt: string;
  caption: string;
  credit: string;
  licence: string;
  originalName: string;
  createdAt: Date;
}

/** A comment; of one that is not exported only its place in the discussion. */
export interface DiscussionComment {
  id: number;
  articleId: number;
  parentId: number | null;
  status: CommentStatus;
  isExported: boolean;
  name: string;
  /** The author's public profile; null: a guest, or a member without one. */
  handle: string | null;
  bodySource: string;
  bodyHtml: string;
  reactions: number;
  createdAt: Date;
  editedAt: Date | null;
  featuredAt: Date | null;
}

export interface ExportedPage {
  id: number;
  slug: string;
  title: string;
  /** Markdown. */
  body: string;
  seoTitle: string;
  seoDescription: string;
  /** The article row that holds its comments; null: it has none. */
  discussionId: number | null;
  /** Null if it has no discussion. */
  commentPolicy: CommentPolicy | null;
  publishedAt: Date | null;
  withdrawnAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface ExportedMember {
  email: string | null;
  name: string;
  handle: string;
  role: MemberRole;
  createdAt: Date;
  confirmedAt: Date | null;
}

/** Rows of a page of ids, which are small. */
const stubsPerPage = 2_000;

/** The articles that are read at once: so many, or so many bytes of text, whichever is less. */
const maxArticles = 200;
const maxArticleBytes = 4_000_000;

/** Reads all articles in the order of their ids, in batches of a bounded size; a larger article comes alone. */
export async function* readArticles(sql: postgres.Sql): AsyncGenerator<ExportedArticle[]> {
  for (let after = 0; ; ) {
    const stubs = await sql<{ id: number; bytes: number }[]>`
      select a.id::float8 as id,
        octet_length(a.body_html) + octet_length(a.lead) + coalesce(pg_column_size(d.content), 0) as bytes
      from articles a left join article_drafts d on d.article_id = a.id
      where a.id > ${after} and a.status::text <> 'page' order by a.id limit ${stubsPerPage}`;
    for (const ids of toBatches(stubs, { maxItems: maxArticles, maxBytes: maxArticleBytes }))
      yield await listArticles(sql, ids);
    const last = stubs.at(-1);
    if (!last || stubs.length < stubsPerPage) return;
    after = last.id;
  }
}

/** Divides items into batches that exceed neither limit; a larger item is alone. */
function toBatches(stubs: { id: number; bytes: number }[], limit: { maxItems: number; maxBytes: number }): number[][] {
  const batches: number[][] = [];
  let bytes = 0;
  for (const stub of stubs) {
    const batch = batches.at(-1);
    if (!batch || batch.length >= limit.maxItems || bytes + stub.bytes > limit.maxBytes) {
      batches.push([stub.id]);
      bytes = stub.bytes;
    } else {
      batch.push(stub.id);
      bytes += stub.bytes;
    }
  }
  return batches;
}

async function listArticles(sql: postgres.Sql, ids: number[]): Promise<ExportedArticle[]> {
  const rows = await sql<ExportedArticle[]>`
    select a.id::float8 as id, a.slug, a.status::text as status, a.title, a.lead, a.body_html as "bodyHtml",
      a.lead_media_id as "leadMediaId", a.lead_caption as "leadCaption",
      case when s.id is not null then jsonb_build_object('name', s.name, 'site', s.url, 'title',
        coalesce(a.source_title, ''), 'url', a.source_url, 'isExtract', a.syndicated,
        'attribution', s.attribution) end as source,
      a.canonical_url as "canonicalUrl", a.seo_title as "seoTitle", a.seo_description as "seoDescription",
      a.comment_policy::text as "commentPolicy", a.comments_close_after_days as "closeAfterDays",
      a.slow_mode_minutes as "slowModeMinutes",
      a.rating_count + a.legacy_rating_count as "ratingCount",
      (a.rating_sum + a.legacy_rating_sum)::float8 as "ratingSum",
      a.published_at as "publishedAt", a.updated_at as "updatedAt", a.created_at as "createdAt",
      p.publish_at as "scheduledFor", w.note as "withdrawalNote", d.content as draft,
      (select coalesce(jsonb_agg(jsonb_build_object('slug', c.slug, 'name', c.name) order by j.position, c.id), '[]')
        from article_categories j join categories c on c.id = j.category_id where j.article_id = a.id) as categories,
      (select coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name) order by j.position, t.id), '[]')
        from article_tags j join tags t on t.id = j.tag_id where j.article_id = a.id) as tags,
      (select coalesce(jsonb_agg(jsonb_build_object('slug', u.handle, 'name', u.name) order by j.position, u.id), '[]')
        from article_authors j join authors u on u.id = j.author_id where j.article_id = a.id) as authors,
      (select jsonb_build_object('slug', st.slug, 'title', st.title, 'kind', st.kind, 'position', j.position)
        from story_articles j join stories st on st.id = j.story_id where j.article_id = a.id) as story,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'note', c.note, 'credit', c.credit, 'at',
        c.created_at) order by c.id), '[]') from corrections c where c.article_id = a.id) as corrections,
      (select coalesce(jsonb_agg(r.from_path order by r.from_path), '[]')
        from redirects r where r.article_id = a.id) as "oldPaths",
      exists (select from comments c where c.article_id = a.id) as "hasComments"
    from articles a
      left join sources s on s.id = a.source_id
      left join article_schedules p on p.article_id = a.id and a.status = 'scheduled'
      left join article_withdrawals w on w.article_id = a.id
      left join article_drafts d on d.article_id = a.id and a.status in ('draft', 'scheduled')
    where a.id = any(${ids}::bigint[]) order by a.id`;
  return [...rows];
}

/** The names of what a draft refers to by ids. */
export async function findDraftNames(
  sql: postgres.Sql,
  { categoryIds, authorIds }: Pick<DraftContent, "categoryIds" | "authorIds">,
): Promise<{ categories: ExportedTerm[]; authors: ExportedTerm[] }> {
  const categories = await sql<ExportedTerm[]>`
    select c.slug, c.name from unnest(${categoryIds}::bigint[]) with ordinality g(id, n) join categories c on c.id = g.id
    order by g.n`;
  const authors = await sql<ExportedTerm[]>`
    select u.handle as slug, u.name from unnest(${authorIds}::bigint[]) with ordinality g(id, n)
    join authors u on u.id = g.id order by g.n`;
  return { categories: [...categories], authors: [...authors] };
}

/** The comments that are read at once. A comment has at most some ten thousand characters. */
const commentsPerPage = 500;

/**
 * Reads the comments of articles in the order of the articles, their threads and their own ids, a page at a time: a
 * parent comes before its replies.
 * @param all whether comments of every status are exported, or the visible ones only
 */
export async function* readComments(
  sql: postgres.Sql,
  articleIds: number[],
  all: boolean,
): AsyncGenerator<DiscussionComment> {
  let after = { article: 0, thread: 0, id: 0 };
  for (;;) {
    const rows = await sql<(DiscussionComment & { thread: number })[]>`
      select c.thread, c.id::float8 as id, c.article_id::float8 as "articleId", c.parent_id::float8 as "parentId",
        c.status::text as status, x.exported as "isExported",
        case when x.exported then coalesce(m.name, c.author_name) else '' end as name,
        case when x.exported and m.deleted_at is null and m.profile_hidden_at is null then m.handle end as handle,
        case when x.exported then c.body_source else '' end as "bodySource",
        case when x.exported then c.body_html else '' end as "bodyHtml",
        c.reaction_count as reactions, c.created_at as "createdAt", c.edited_at as "editedAt",
        c.featured_at as "featuredAt"
      from comments c left join members m on m.id = c.member_id
        cross join lateral (select c.deleted_at is null and (${all} or c.status = 'visible') as exported) x
      where c.article_id = any(${articleIds}::bigint[]) and (c.article_id, c.thread, c.id) > (${after.article}, ${after.thread}, ${after.id})
      order by c.article_id, c.thread, c.id limit ${commentsPerPage}`;
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < commentsPerPage) return;
    after = { article: last.articleId, thread: last.thread, id: last.id };
  }
}

const pictureColumns = (sql: postgres.Sql) => sql`
  m.id, m.format, m.revision, m.width, m.height, m.bytes, m.alt, m.caption, m.credit, m.licence,
  m.original_name as "originalName", m.created_at as "createdAt"`;

/** Finds the pictures with these ids. */
export async function findPictures(sql: postgres.Sql, ids: string[]): Promise<Map<string, ExportedPicture>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<ExportedPicture[]>`select ${pictureColumns(sql)} from media m where m.id = any(${ids})`;
  return new Map(rows.map((row) => [row.id, row]));
}

const picturesPerPage = 1_000;

/** Reads all pictures of the library in the order of their ids; avatars of members are not in it. */
export async function* readPictures(sql: postgres.Sql): AsyncGenerator<ExportedPicture[]> {
  for (let after = ""; ; ) {
    const rows = await sql<ExportedPicture[]>`
      select ${pictureColumns(sql)} from media m where m.id > ${after} and not exists (select from member_avatars a where a.media_id = m.id)
      order by m.id limit ${picturesPerPage}`;
    yield [...rows];
    const last = rows.at(-1);
    if (!last || rows.length < picturesPerPage) return;
    after = last.id;
  }
}

/** Reads all pages; their number is limited. */
export async function listPages(sql: postgres.Sql): Promise<ExportedPage[]> {
  const rows = await sql<ExportedPage[]>`
    select p.id::float8 as id, p.slug, p.title, p.body, p.seo_title as "seoTitle",
      p.seo_description as "seoDescription", p.discussion_id::float8 as "discussionId",
      a.comment_policy::text as "commentPolicy", p.published_at as "publishedAt", p.withdrawn_at as "withdrawnAt",
      p.created_at as "createdAt", p.updated_at as "updatedAt"
    from site_pages p left join articles a on a.id = p.discussion_id order by p.id`;
  return [...rows];
}

export interface ExportedTerms {
  categories: (ExportedTerm & { id: number; description: string; parent: string | null })[];
  tags: (ExportedTerm & { id: number })[];
  authors: (ExportedTerm & { id: number; biography: string })[];
}

/** Reads all categories (parents before their children), tags and authors. */
export async function listTerms(sql: postgres.Sql): Promise<ExportedTerms> {
  const categories = await sql<ExportedTerms["categories"]>`
    with recursive tree as (
      select id, slug, name, description, null::text as parent, position, 0 as depth
      from categories where parent_id is null
      union all
      select c.id, c.slug, c.name, c.description, t.slug, c.position, t.depth + 1
      from categories c join tree t on t.id = c.parent_id where t.depth < 50)
    select id::float8 as id, slug, name, description, parent from tree order by depth, position, name`;
  const tags = await sql<ExportedTerms["tags"]>`select id::float8 as id, slug, name from tags order by id`;
  const authors = await sql<ExportedTerms["authors"]>`
    select id::float8 as id, handle as slug, name, biography from authors order by id`;
  return { categories: [...categories], tags: [...tags], authors: [...authors] };
}

/** Reads the stories and series that have an address. */
export async function listStories(sql: postgres.Sql): Promise<{ slug: string; title: string }[]> {
  const rows = await sql<{ slug: string; title: string }[]>`
    select slug, title from stories where merged_into_id is null order by id`;
  return [...rows];
}

/** An old address: where it leads, and the status of the response. */
export interface OldAddress {
  from: string;
  /** Empty if the response is 410. */
  to: string;
  status: 301 | 410;
}

const redirectsPerPage = 5_000;

/** Reads the old addresses that lead somewhere, or to a withdrawn article. */
export async function* readOldAddresses(sql: postgres.Sql): AsyncGenerator<OldAddress[]> {
  for (let after = ""; ; ) {
    const rows = await sql<(OldAddress & { key: string })[]>`
      select r.from_path as key, r.from_path as "from",
        case when a.status = 'published' then '/articles/' || a.slug when m.id is not null then r.to_path || '.' || m.format
          when a.id is null then r.to_path else '' end as "to",
        case when a.status = 'withdrawn' then 410 else 301 end as status
      from redirects r left join articles a on a.id = r.article_id
        left join media m on r.to_path like '/media/%' and m.id = substr(r.to_path, 8)
      where r.from_path > ${after} order by r.from_path limit ${redirectsPerPage}`;
    yield rows
      .filter(({ to, status }) => to !== "" || status === 410)
      .map(({ from, to, status }) => ({ from, to, status }));
    const last = rows.at(-1);
    if (!last || rows.length < redirectsPerPage) return;
    after = last.key;
  }
}

const membersPerPage = 5_000;

/** Reads the accounts in the order of their ids, without those that were deleted. */
export async function* readMembers(sql: postgres.Sql): AsyncGenerator<ExportedMember[]> {
  for (let after = 0; ; ) {
    const rows = await sql<(ExportedMember & { id: number })[]>`
      select id::float8 as id, email, name, handle, role::text as role, created_at as "createdAt",
        confirmed_at as "confirmedAt"
      from members where id > ${after} and deleted_at is null order by id limit ${membersPerPage}`;
    yield rows.map(({ id: _, ...row }) => row);
    const last = rows.at(-1);
    if (!last || rows.length < membersPerPage) return;
    after = last.id;
  }
}

/** An active subscription to the newsletter. */
export interface ExportedSubscriber {
  email: string;
  rhythm: string;
  alerts: boolean;
  locale: string | null;
  confirmedAt: Date;
  /** Slugs. */
  topics: string[];
}

/** Reads the newsletter's active subscriptions in the order of their ids. */
export async function* readSubscribers(sql: postgres.Sql): AsyncGenerator<ExportedSubscriber[]> {
  for (let after = 0; ; ) {
    const rows = await sql<(ExportedSubscriber & { id: number })[]>`
      select s.id::float8 as id, s.address as email, s.rhythm::text as rhythm, s.alerts, s.locale,
        s.confirmed_at as "confirmedAt",
        (select coalesce(array_agg(t.slug order by t.position, t.id), '{}') from newsletter_subscriber_topics j
          join newsletter_topics t on t.id = j.topic_id where j.subscriber_id = s.id) as topics
      from newsletter_subscribers s where s.id > ${after} and s.state = 'active' order by s.id limit ${membersPerPage}`;
    yield rows.map(({ id: _, ...row }) => row);
    const last = rows.at(-1);
    if (!last || rows.length < membersPerPage) return;
    after = last.id;
  }
}

/** The totals, for the progress. */
export async function countContent(sql: postgres.Sql): Promise<{ articles: number; pictures: number }> {
  const [row] = await sql<{ articles: number; pictures: number }[]>`
    select (select count(*)::int from articles) as articles, (select count(*)::int from media) as pictures`;
  return row ?? { articles: 0, pictures: 0 };
}
