import { and, eq, isNotNull, lt, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articleAuthors,
  articles,
  articleTags,
  authors,
  categories,
  follows,
  mutedDiscussions,
  tags,
} from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { discussionPath } from "#features/articles/rules.ts";
import { resolveMergedTerms } from "#features/taxonomy/queries.ts";
import { type FollowSubject, followsPerPage, type SubjectKind, subjectKinds } from "./rules.ts";

/** The column of `follows` that names a subject of each kind. */
export const subjectColumns = {
  tag: follows.tagId,
  category: follows.categoryId,
  author: follows.authorId,
  discussion: follows.articleId,
} as const;

/** SQL condition for a member's follow of one subject. */
export function isFollowOf(memberId: number, { kind, id }: FollowSubject): SQL | undefined {
  return and(eq(follows.memberId, memberId), eq(subjectColumns[kind], id));
}

/** Tells whether a member follows a subject. */
export async function hasFollow(db: Executor, memberId: number, subject: FollowSubject): Promise<boolean> {
  const [row] = await db.select({ id: follows.id }).from(follows).where(isFollowOf(memberId, subject));
  return row !== undefined;
}

/**
 * SQL expression: what a member follows of a page, as in `tag-12`. On an article's page its discussion, tags and
 * authors; on another page the subject that it is about. Each part is null or a value.
 * @param page the slug of the page's article, and `kind` and `id` of another subject
 */
export function selectFollowed(
  db: Executor,
  memberId: SQLWrapper,
  page: { slug: SQLWrapper; kind: SQLWrapper; id: SQLWrapper },
): SQL<string[]> {
  const isOfKind = (kind: SubjectKind) => sql`case when ${page.kind}::text = ${kind} then ${page.id}::bigint end`;
  const article = sql`(${db.select({ id: articles.id }).from(articles).where(eq(articles.slug, page.slug))})`;
  // Each list is read once, so that a member's follows are found by an index.
  const tagIds = sql`array(select ${articleTags.tagId} from ${articleTags} where ${articleTags.articleId} = ${article})`;
  const authorIds = sql`array(select ${articleAuthors.authorId} from ${articleAuthors} where ${articleAuthors.articleId} = ${article})`;
  const name = (kind: SubjectKind) => sql`${`${kind}-`}::text || ${subjectColumns[kind]}`;
  return sql<string[]>`(
    select coalesce(json_agg(coalesce(${sql.join(subjectKinds.map(name), sql`, `)})), '[]') from ${follows}
    where ${follows.memberId} = ${memberId} and (
      ${follows.articleId} = ${article} or ${follows.tagId} = any(${tagIds}) or ${follows.authorId} = any(${authorIds})
      or ${sql.join(
        subjectKinds.map((kind) => sql`${subjectColumns[kind]} = ${isOfKind(kind)}`),
        sql` or `,
      )}))`;
}

/** A subject that readers can open, with its name and address. */
export interface NamedSubject extends FollowSubject {
  name: string;
  path: string;
}

/**
 * Finds a subject that can be followed: a merged tag or category is replaced by the one that it was merged into, and a
 * discussion needs a published article. Undefined if there is none.
 */
export async function findSubject(db: Executor, subject: FollowSubject): Promise<NamedSubject | undefined> {
  const { kind } = subject;
  const [id = subject.id] =
    kind === "tag" || kind === "category" ? await resolveMergedTerms(db, kind, [subject.id]) : [];
  const [row] = await selectSubject(db, { kind, id });
  return row && { kind, id, name: row.name, path: subjectPath(kind, row.slug) };
}

function selectSubject(db: Executor, { kind, id }: FollowSubject) {
  switch (kind) {
    case "tag":
      return db.select({ name: tags.name, slug: tags.slug }).from(tags).where(eq(tags.id, id));
    case "category":
      return db.select({ name: categories.name, slug: categories.slug }).from(categories).where(eq(categories.id, id));
    case "author":
      return db.select({ name: authors.name, slug: authors.handle }).from(authors).where(eq(authors.id, id));
    case "discussion":
      return db
        .select({ name: articles.title, slug: articles.slug })
        .from(articles)
        .where(and(eq(articles.id, id), hasReaders));
  }
}

/** The address of a subject's page. */
export function subjectPath(kind: SubjectKind, slug: string): string {
  const paths = {
    tag: `/tags/${slug}`,
    category: `/categories/${slug}`,
    author: `/authors/${slug}`,
    discussion: `${discussionPath(slug)}#comments`,
  };
  return paths[kind];
}

export interface Follow extends NamedSubject {
  /** The id of the follow, for the cursor. */
  follow: number;
  mailed: boolean;
  since: Date;
}

/**
 * Lists what a member follows of one kind, newest first, before the follow `before`; one more than a page shows whether
 * there are more. The discussion of an article that readers do not see is left out.
 */
export async function listFollows(
  db: Executor,
  memberId: number,
  kind: SubjectKind,
  { before, limit = followsPerPage }: { before?: number | undefined; limit?: number } = {},
): Promise<Follow[]> {
  const column = subjectColumns[kind];
  const rows = await db
    .select({
      follow: follows.id,
      id: sql<number>`${column}`.mapWith(Number),
      name: sql<string>`coalesce(${tags.name}, ${categories.name}, ${authors.name}, ${articles.title})`,
      slug: sql<string>`coalesce(${tags.slug}, ${categories.slug}, ${authors.handle}, ${articles.slug})`,
      // A mailed link stops a whole discussion, replies included.
      mailed: sql<boolean>`${follows.mailed} and not exists (select from ${mutedDiscussions} as muted
        where muted.member_id = ${follows.memberId} and muted.article_id = ${follows.articleId})`,
      since: follows.createdAt,
    })
    .from(follows)
    .leftJoin(tags, eq(tags.id, follows.tagId))
    .leftJoin(categories, eq(categories.id, follows.categoryId))
    .leftJoin(authors, eq(authors.id, follows.authorId))
    .leftJoin(articles, and(eq(articles.id, follows.articleId), hasReaders))
    .where(
      and(
        eq(follows.memberId, memberId),
        isNotNull(column),
        kind === "discussion" ? isNotNull(articles.id) : undefined,
        before === undefined ? undefined : lt(follows.id, before),
      ),
    )
    .orderBy(sql`${follows.id} desc`)
    .limit(limit + 1);
  return rows.map(({ slug, ...row }) => ({ ...row, kind, path: subjectPath(kind, slug) }));
}
