import { and, eq, inArray, sql } from "drizzle-orm";
import { listArticleCacheTags } from "#db/cache-tags/list-article-cache-tags.ts";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { invalidateTags, type Urgency } from "#db/invalidation.ts";
import type { ArticleStatus, CommentPolicy } from "#db/schema/articles.ts";
import {
  articleAuthors,
  articleCategories,
  articleMedia,
  articles,
  articleTags,
  media,
  storyArticles,
} from "#db/schema.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { announceFeedChanges } from "./jobs.ts";
import { countWords, listMediaIds } from "./rules.ts";

export interface ArticleInput {
  slug: string;
  status: ArticleStatus;
  title: string;
  /** Plain text. */
  lead: string;
  /** Allowlisted HTML (lib/html). */
  bodyHtml: string;
  /** Its text, if the caller has it; otherwise it is taken from `bodyHtml`. */
  bodyText?: string;
  publishedAt: Date | null;
  /** Last change that concerns readers; now when absent. */
  updatedAt?: Date;
  /** Set when somebody on this site made the change; an import leaves it out. */
  editedAt?: Date;
  leadMediaId?: string | null;
  leadCaption?: string;
  source?: { id: number; title: string; url: string; syndicated: boolean } | null;
  commentPolicy?: CommentPolicy;
  /** The next six keep their stored value when absent. */
  legacyRatingCount?: number;
  legacyRatingSum?: number;
  commentsCloseAfterDays?: number | null;
  canonicalUrl?: string;
  seoTitle?: string;
  seoDescription?: string;
  /** The first is the one that cards show. */
  categoryIds?: number[];
  tagIds?: number[];
  authorIds?: number[];
}

/**
 * Inserts an article, or replaces the one with the given id, with its joins, derived text, listing rows and picture
 * uses. It invalidates the cache tags of everything affected; the article counts as an `update` if it was not public
 * before. Call `refreshRelated` afterwards, once for all articles of the transaction.
 * Throws on a taken slug (unique violation 23505) or an unknown reference (23503).
 */
export async function upsertArticle(
  tx: Executor,
  input: ArticleInput,
  id?: number,
  urgency: Urgency = id === undefined ? "update" : "now",
): Promise<{ id: number; slug: string }> {
  const row = toRow(input);
  const touched = id === undefined ? [] : await listArticleCacheTags(tx, [id]);
  let articleId = id;
  if (articleId === undefined) {
    const [inserted] = await tx.insert(articles).values(row).returning({ id: articles.id });
    if (!inserted) throw new Error("The article was not inserted.");
    articleId = inserted.id;
  } else {
    const changed = await tx.update(articles).set(row).where(eq(articles.id, articleId)).returning({ id: articles.id });
    if (changed.length === 0) throw new Error(`There is no article ${articleId} to replace.`);
    await tx.execute(sql`
      with in_categories as (delete from ${articleCategories} where article_id = ${articleId}),
        with_tags as (delete from ${articleTags} where article_id = ${articleId}),
        by_authors as (delete from ${articleAuthors} where article_id = ${articleId}),
        with_media as (delete from ${articleMedia} where article_id = ${articleId})
      ${updateListedAt(storyArticles, [articleId])}`);
  }

  await writeJoins(tx, [{ id: articleId, input }]);
  const changedTags = [...touched, ...(await listArticleCacheTags(tx, [articleId]))];
  if (row.status === "published") await announceFeedChanges(tx, changedTags);
  await invalidateTags(tx, changedTags, urgency);
  return { id: articleId, slug: input.slug };
}

/**
 * Inserts many new articles, each as `upsertArticle` does, in a handful of statements: an import may bring tens of
 * thousands. Pass a few hundred at most. Returns the new ids in the order of `inputs`. Throws as `upsertArticle` does.
 */
export async function insertArticles(tx: Executor, inputs: ArticleInput[]): Promise<number[]> {
  if (inputs.length === 0) return [];
  const inserted = await tx
    .insert(articles)
    .values(inputs.map(toRow))
    .returning({ id: articles.id, slug: articles.slug });
  const ids = new Map(inserted.map((row) => [row.slug, row.id]));
  const written = inputs.map((input) => {
    const id = ids.get(input.slug);
    if (id === undefined) throw new Error(`The article ${input.slug} was not inserted.`);
    return { id, input };
  });
  await writeJoins(tx, written);
  const articleIds = written.map(({ id }) => id);
  const changedTags = await listArticleCacheTags(tx, articleIds);
  if (inputs.some(({ status }) => status === "published")) await announceFeedChanges(tx, changedTags);
  await invalidateTags(tx, changedTags, "update");
  return articleIds;
}

function toRow(input: ArticleInput) {
  const bodyText = input.bodyText ?? toText(parseHtml(input.bodyHtml));
  return {
    slug: input.slug,
    status: input.status,
    title: input.title,
    lead: input.lead,
    bodyHtml: input.bodyHtml,
    bodyText,
    wordCount: countWords(input.lead) + countWords(bodyText),
    leadMediaId: input.leadMediaId ?? null,
    leadCaption: input.leadCaption ?? "",
    sourceId: input.source?.id ?? null,
    sourceTitle: input.source?.title ?? null,
    sourceUrl: input.source?.url ?? null,
    syndicated: input.source?.syndicated ?? false,
    commentPolicy: input.commentPolicy ?? "open",
    commentsCloseAfterDays: input.commentsCloseAfterDays,
    canonicalUrl: input.canonicalUrl,
    seoTitle: input.seoTitle,
    seoDescription: input.seoDescription,
    publishedAt: input.publishedAt,
    updatedAt: input.updatedAt ?? new Date(),
    editedAt: input.editedAt,
    legacyRatingCount: input.legacyRatingCount,
    legacyRatingSum: input.legacyRatingSum,
  } as const;
}

/** Writes the join rows of articles that have none yet: categories, tags, authors, pictures. */
async function writeJoins(tx: Executor, written: { id: number; input: ArticleInput }[]): Promise<void> {
  const joined = (idsOf: (input: ArticleInput) => number[] | undefined) => {
    const rows = written.flatMap(({ id, input }) => {
      const at = input.status === "published" ? input.publishedAt : null;
      return [...new Set(idsOf(input))].map((value, position) => ({ id, value, position, at }));
    });
    return sql`
      select id, value, position, at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id bigint, value bigint, position smallint, at timestamptz)`;
  };
  const columns = sql`position, listed_at`;
  // In one statement: hundreds of articles may be due at one moment.
  await tx.execute(sql`
    with in_categories as (
      insert into ${articleCategories} (article_id, category_id, ${columns}) ${joined((input) => input.categoryIds)}
    ),
    with_tags as (
      insert into ${articleTags} (article_id, tag_id, ${columns}) ${joined((input) => input.tagIds)}
    )
    insert into ${articleAuthors} (article_id, author_id, ${columns}) ${joined((input) => input.authorIds)}`);
  const used = written.flatMap(({ id, input }) =>
    listMediaIds(input.bodyHtml).map((mediaId) => ({ articleId: id, mediaId })),
  );
  if (used.length === 0) return;
  // Only existing pictures: a body may name one that was refused or deleted.
  const ids = [...new Set(used.map(({ mediaId }) => mediaId))];
  // Locks the rows until the commit, so that a picture in use cannot be deleted meanwhile.
  const rows = await tx.select({ id: media.id }).from(media).where(inArray(media.id, ids)).for("key share");
  const existingIds = new Set(rows.map((row) => row.id));
  const known = used.filter(({ mediaId }) => existingIds.has(mediaId));
  for (const rows of splitRows(known)) await tx.insert(articleMedia).values(rows);
}

/** Rows per statement, which has 65,535 parameters at most: an imported article may have thousands of tags. */
const maxRowsPerStatement = 5_000;

const splitRows = <T>(rows: T[]) => splitIntoBatches(rows, maxRowsPerStatement);

/**
 * Gives articles another status and updates their listing rows. A published article keeps its `publishedAt`, or gets
 * `at`; `withdrawn` and `draft` remove it from every list. Returns how many changed. Call `refreshRelated` afterwards.
 */
export async function setArticleStatus(
  tx: Executor,
  ids: number[],
  status: ArticleInput["status"],
  at: Date = new Date(),
): Promise<number> {
  if (ids.length === 0) return 0;
  const changed = await tx
    .update(articles)
    .set({
      status,
      updatedAt: at,
      ...(status === "published"
        ? { publishedAt: sql`coalesce(${articles.publishedAt}, ${at.toISOString()}::timestamptz)` }
        : {}),
    })
    .where(and(inArray(articles.id, ids), sql`${articles.status} <> ${status}`))
    .returning({ id: articles.id });
  const changedIds = changed.map((row) => row.id);
  await syncListedAt(tx, changedIds);
  // Publishing removes nothing that readers could see, so stale pages may be served until they are rendered again.
  const changedTags = await listArticleCacheTags(tx, changedIds);
  await announceFeedChanges(tx, changedTags);
  await invalidateTags(tx, changedTags, status === "published" ? "update" : "now");
  return changedIds.length;
}

const listingTables = [articleCategories, articleTags, articleAuthors, storyArticles];

/** Updates `listedAt` in the join tables from the articles' status and date. */
async function syncListedAt(tx: Executor, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  for (const table of listingTables) await tx.execute(updateListedAt(table, ids));
}

/** The statement of `syncListedAt` for one join table. */
const updateListedAt = (table: (typeof listingTables)[number], ids: number[]) => sql`
  update ${table} as j set listed_at = case when a.status = 'published' then a.published_at end
  from ${articles} as a
  where a.id = j.article_id and a.id = any(${toIdArray(ids)})
    and j.listed_at is distinct from case when a.status = 'published' then a.published_at end`;
