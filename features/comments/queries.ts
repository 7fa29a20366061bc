import { and, eq, gt, gte, isNull, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { prepareOnce } from "#db/prepare-once.ts";
import {
  articleAuthors,
  articles,
  authors,
  comments,
  deletedCommentTexts,
  memberAvatars,
  members,
  threadRanks,
} from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import {
  buildTree,
  commentPath,
  commentsPerBranchPage,
  maxCommentsPerThread,
  maxReplyDepth,
  newCommentsPerRequest,
  pruneTree,
  type Threaded,
  type ThreadSort,
  threadsPerPage,
} from "#features/comments/rules.ts";
import { hasPublicProfile, shownExpertise } from "#features/members/profile/queries.ts";

export interface PublicComment {
  id: number;
  parentId: number | null;
  /** The number of the comment's thread in the article. */
  thread: number;
  /** Nesting depth; 0 for the first comment of a thread. */
  depth: number;
  /** Pending or removed, but kept in the tree because of a visible reply; name and body are empty. */
  hidden: boolean;
  /** Who removed it; null if it is visible or pending. */
  hiddenBy: "author" | "moderation" | null;
  name: string;
  /** The member's handle, null for a comment without a member. `profile`: whether the member has a public profile. */
  handle: string | null;
  profile: boolean;
  /** The path of the member's avatar in /media. */
  avatar: string | null;
  /** Whether one of the article's authors wrote it. */
  byAuthor: boolean;
  /** Whether a member of the staff wrote it. */
  byStaff: boolean;
  /** The expert badge that the newsroom granted the author; empty without one. */
  expertise: string;
  /** Moderators picked it for readers. */
  picked: boolean;
  bodyHtml: string;
  /** The number of members who reacted. */
  reactions: number;
  /** The comment is on no page of threads (`hasSeparatePage`): readers find it on its own page. */
  hasSeparatePage: boolean;
  createdAt: Date;
  editedAt: Date | null;
}

const visible = eq(comments.status, "visible");

/**
 * Who removed a hidden comment: moderators, if their latest decision hides it, whatever its author did afterwards; else its author; null if
 * it is pending. An imported comment without a decision counts as refused by the moderators of that time.
 */
const hiddenBy = sql<"author" | "moderation" | null>`case
  when ${visible} then null
  when (
    select d.after ->> 'status' from moderation_decisions as d
    where d.subject = 'comment' and d.subject_id = comments.id and d.action <> 'undo' and d.after ? 'status'
      and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
    order by d.id desc limit 1
  ) in ('rejected', 'spam', 'removed') then 'moderation'
  when comments.deleted_at is not null then 'author'
  when comments.status <> 'pending' then 'moderation'
end`;

const publicColumns = {
  id: comments.id,
  parentId: comments.parentId,
  thread: comments.thread,
  depth: comments.depth,
  hidden: sql<boolean>`${comments.status} <> 'visible'`,
  hiddenBy,
  name: sql<string>`case when ${visible} then coalesce(${members.name}, ${comments.authorName}) else '' end`,
  handle: sql<string | null>`case when ${visible} then ${members.handle} end`,
  profile: sql<boolean>`${visible} and coalesce(${hasPublicProfile}, false)`,
  avatar: sql<string | null>`case when ${visible} then ${memberAvatars.mediaId} end`,
  byAuthor: sql<boolean>`${visible} and exists (select 1 from ${articleAuthors} join ${authors} on ${authors.id} = ${articleAuthors.authorId} where ${articleAuthors.articleId} = ${comments.articleId} and ${authors.memberId} = ${comments.memberId})`,
  byStaff: sql<boolean>`${visible} and coalesce(${members.role} <> 'reader', false)`,
  expertise: sql<string>`case when ${visible} then ${shownExpertise} else '' end`,
  picked: sql<boolean>`${visible} and ${comments.featuredAt} is not null`,
  bodyHtml: sql<string>`case when ${visible} then ${comments.bodyHtml} else '' end`,
  reactions: comments.reactionCount,
  hasSeparatePage: sql<boolean>`${comments.depth} > ${maxReplyDepth}`,
  createdAt: comments.createdAt,
  editedAt: comments.editedAt,
};

/** Visible, or with replies: a removed comment keeps its place while it has replies. */
const isKeptInTree = or(visible, sql`exists (select 1 from ${comments} reply where reply.parent_id = ${comments.id})`);

/** A thread on a page of threads. `continuesAfter`: the id of its last comment here, if the thread continues on its own pages. */
export type CommentThread = Threaded<PublicComment> & { continuesAfter?: number };

/** A comment that moderators picked, as it is quoted above the threads. */
export type PickedComment = Pick<
  PublicComment,
  "id" | "thread" | "name" | "bodyHtml" | "reactions" | "hasSeparatePage"
>;

/** One page of an article's threads. */
export interface ThreadsPage {
  threads: CommentThread[];
  /** The visible comments of the article that moderators picked last, the latest first. */
  picked: PickedComment[];
  /** The number of pages, up to the last thread with a visible comment; 0 without any. */
  pages: number;
  /** The site's newest comment (0 without any): a comment with a higher id was posted after the page was read. */
  newest: number;
}

const threadsQuery = prepareOnce((db, sort: ThreadSort) => {
  const article = sql.placeholder("article");
  const positions = threadPositions(article, sql.placeholder("first"), sql.placeholder("last"), sort);
  const ofThread = db
    .select({ id: sql<number>`${comments.id}`.as("of_thread_id") })
    .from(comments)
    .where(and(eq(comments.articleId, article), sql`${comments.thread} = positions.thread`, isKeptInTree))
    .orderBy(comments.id)
    // One row more shows whether the thread continues.
    .limit(maxCommentsPerThread + 1)
    .as("of_thread");
  return db
    .select({ comment: publicColumns, ...extentColumns(article), picked: pickedColumn(article) })
    .from(sql`(${positions}) as positions`)
    .innerJoinLateral(ofThread, sql`true`)
    .innerJoin(comments, eq(comments.id, ofThread.id))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, comments.memberId))
    .orderBy(sql`positions.position`, comments.id)
    .prepare("threads");
});

/**
 * Reads page `page` (from 1) of an article's comments: 20 threads, each with its first 100 comments. In each order a page
 * is a range of positions instead of an offset (`threadPositions`), so every page of every discussion costs the same.
 */
export async function readThreadsPage(
  db: Executor,
  articleId: number,
  page = 1,
  sort: ThreadSort = "oldest",
): Promise<ThreadsPage> {
  const rows = await threadsQuery(db, sort).execute({
    article: articleId,
    first: (page - 1) * threadsPerPage + 1,
    last: page * threadsPerPage,
  });
  const byThread = Map.groupBy(
    rows.map(({ comment }) => comment),
    ({ thread }) => thread,
  );
  const threads = [...byThread.values()].flatMap((threadRows): CommentThread[] => {
    const shown = threadRows.slice(0, maxCommentsPerThread);
    const continuesAfter = threadRows.length > shown.length ? shown.at(-1)?.id : undefined;
    return pruneTree(buildTree(shown)).map((root) =>
      continuesAfter === undefined ? root : { ...root, continuesAfter },
    );
  });
  const extent = rows[0] ?? (await readExtent(db, articleId));
  const pages = Math.ceil(extent.last / threadsPerPage);
  return { threads, picked: rows[0]?.picked ?? [], pages, newest: extent.newest };
}

/** The most picked comments that a discussion shows above its threads. */
const maxPicks = 2;

/** The picked comments of an article, in the first row of a page of threads only: another statement would be one too many for the page. */
const pickedColumn = (articleId: Placeholder) =>
  sql<PickedComment[] | null>`case when row_number() over (order by positions.position, ${comments.id}) = 1 then (
  select jsonb_agg(jsonb_build_object('id', pick.id, 'thread', pick.thread, 'name', coalesce(writer.name, pick.author_name),
    'bodyHtml', pick.body_html, 'reactions', pick.reaction_count, 'hasSeparatePage', ${hasSeparatePageIn(sql`pick`)})
    order by pick.featured_at desc, pick.id desc)
  from (
    select * from comments as featured
    where featured.article_id = ${articleId} and featured.featured_at is not null and featured.status = 'visible'
    order by featured.featured_at desc, featured.id desc limit ${maxPicks}
  ) as pick left join members as writer on writer.id = pick.member_id) end`;

/** SQL for the thread at each position from `first` to `last` in an order. */
function threadPositions(articleId: Placeholder, first: Placeholder, last: Placeholder, sort: ThreadSort): SQL {
  if (sort === "oldest") {
    return sql`select n as position, n as thread from generate_series(${first}::int, ${last}::int) as n`;
  }
  if (sort === "newest") {
    return sql`select n as position, (${lastThread(articleId)}) + 1 - n as thread from generate_series(${first}::int, ${last}::int) as n`;
  }
  // Threads beyond the ranks are at the position of their own number: they have no reactions.
  return sql`
    select ${threadRanks.rank} as position, ${threadRanks.thread} as thread from ${threadRanks}
    where ${threadRanks.articleId} = ${articleId} and ${threadRanks.rank} between ${first} and ${last}
    union all
    select n, n from generate_series(greatest(${first}::int, (${lastRank(articleId)}) + 1), ${last}::int) as n`;
}

/** The last thread with a visible comment: the end of an index, unless the newest comments are hidden. */
const lastThread = (articleId: number | Placeholder) =>
  sql`select coalesce(max(last.thread), 0) from (select ${comments.thread} from ${comments} where ${comments.articleId} = ${articleId} and ${visible} order by ${comments.thread} desc limit 1) as last`;
const lastRank = (articleId: Placeholder) =>
  sql`select coalesce(max(${threadRanks.rank}), 0) from ${threadRanks} where ${threadRanks.articleId} = ${articleId}`;

/** A discussion's last thread with a visible comment, and the newest comment of the whole site. */
const extentColumns = (articleId: number | Placeholder) => ({
  last: sql<number>`(${lastThread(articleId)})`.mapWith(Number),
  newest: sql<number>`(select coalesce(max(newest.id), 0) from ${comments} as newest)`.mapWith(Number),
});

/** Reads the extent alone, for a page without comments. */
async function readExtent(db: Executor, articleId: number): Promise<{ last: number; newest: number }> {
  const [row] = await db.select(extentColumns(articleId)).from(sql`(select) as one`);
  return row ?? { last: 0, newest: 0 };
}

/** How many comments of the whole site the list of missed ones goes back. A reader who was away longer reloads the page. */
const maxMissedComments = 10_000;

/**
 * Lists the visible comments of an article after comment `since`, at most `newCommentsPerRequest`, oldest first. Reads only the site's newest
 * `maxMissedComments`, whatever `since` says.
 */
export async function listCommentsSince(db: Executor, articleId: number, since: number) {
  return db
    .select({ id: comments.id, thread: comments.thread, hasSeparatePage, slug: articles.slug, by: members.handle })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(
      and(
        eq(comments.articleId, articleId),
        visible,
        sql`${comments.id} > greatest(${since}::bigint, (select max(newest.id) from ${comments} as newest) - ${maxMissedComments})`,
      ),
    )
    .orderBy(comments.id)
    .limit(newCommentsPerRequest);
}

/** A comment above a branch. Name and text are empty if it is hidden. */
export interface ParentComment {
  id: number;
  hidden: boolean;
  name: string;
  bodyHtml: string;
  hasSeparatePage: boolean;
}

/** The comments above a branch that its page shows, the nearest ones. */
const maxShownParents = 3;

export interface Branch {
  nodes: Threaded<PublicComment>[];
  /** The nearest comments above the first node, the nearest last; none for the rest of a thread. */
  parents: ParentComment[];
  /** The thread's first comment. */
  root: number;
  thread: number;
  /** The id after which the thread continues on its own page. */
  rest?: number;
}

/**
 * Finds a comment with its replies; with `after`, the comments of its thread after that one. Reads at most 500 rows of the thread.
 * Undefined if the article has no such comment, or nothing of it is visible.
 */
export async function findBranch(
  db: Executor,
  articleId: number,
  id: number,
  after?: number,
): Promise<Branch | undefined> {
  const [top] = await db
    .select({ thread: comments.thread })
    .from(comments)
    .where(and(eq(comments.id, id), eq(comments.articleId, articleId)));
  if (!top) return undefined;
  const inThread = and(eq(comments.articleId, articleId), eq(comments.thread, top.thread));
  const [[root], [last], rows] = await Promise.all([
    db
      .select({ id: comments.id, parents: parentsOf(after === undefined ? id : 0) })
      .from(comments)
      .where(and(inThread, isNull(comments.parentId))),
    // The last comment that a page of threads shows.
    db
      .select({ id: comments.id })
      .from(comments)
      .where(inThread)
      .orderBy(comments.id)
      .offset(maxCommentsPerThread - 1)
      .limit(1),
    db
      .select(publicColumns)
      .from(comments)
      .leftJoin(members, eq(members.id, comments.memberId))
      .leftJoin(memberAvatars, eq(memberAvatars.memberId, comments.memberId))
      .where(and(inThread, after === undefined ? gte(comments.id, id) : gt(comments.id, after), isKeptInTree))
      .orderBy(comments.id)
      .limit(commentsPerBranchPage + 1),
  ]);
  const shown = rows
    .slice(0, commentsPerBranchPage)
    .map((row) => ({ ...row, hasSeparatePage: row.hasSeparatePage || (last !== undefined && row.id > last.id) }));
  const tree = pruneTree(buildTree(shown));
  const nodes = after === undefined ? tree.filter((node) => node.id === id) : tree;
  if (nodes.length === 0 || !root) return undefined;
  const rest = rows.length > shown.length ? shown.at(-1)?.id : undefined;
  return {
    nodes,
    parents: root.parents ?? [],
    root: root.id,
    thread: top.thread,
    ...(rest === undefined ? {} : { rest }),
  };
}

/** The nearest comments above a comment, in the statement of its thread's first one: another would be one too many for the page. */
const parentsOf = (id: number) =>
  sql<ParentComment[] | null>`(
  with recursive chain as (
    select above.id, above.parent_id, 1 as distance from comments as above
    where above.id = (select parent_id from comments where id = ${id})
    union all
    select above.id, above.parent_id, chain.distance + 1 from chain join comments as above on above.id = chain.parent_id
    where chain.distance < ${maxShownParents}
  )
  select jsonb_agg(jsonb_build_object('id', above.id, 'hidden', above.status <> 'visible',
    'name', case when above.status = 'visible' then coalesce(writer.name, above.author_name) else '' end,
    'bodyHtml', case when above.status = 'visible' then above.body_html else '' end,
    'hasSeparatePage', ${hasSeparatePageIn(sql`above`)}) order by chain.distance desc)
  from chain join comments as above on above.id = chain.id left join members as writer on writer.id = above.member_id)`;

/**
 * Whether a comment is on no page of threads, because it is too deep or too late in its thread. Written as raw SQL with table names:
 * drizzle omits the table name in a single-table query, and each comment would be compared with itself.
 */
export const hasSeparatePage = hasSeparatePageIn(sql`comments`);

/** `hasSeparatePage` of a comment in a table or subselect of this name. */
export function hasSeparatePageIn(table: SQL): SQL<boolean> {
  return sql<boolean>`(${table}.depth > ${maxReplyDepth} or exists (
  select 1 from ${comments} earlier where earlier.article_id = ${table}.article_id and earlier.thread = ${table}.thread and earlier.id < ${table}.id
  order by earlier.id offset ${maxCommentsPerThread - 1} limit 1))`;
}

/** Finds where readers see a comment, whatever its status, and whether they do; undefined for an unknown id. */
export async function findCommentPlace(
  db: Executor,
  id: number,
): Promise<{ path: string; isVisible: boolean } | undefined> {
  const [row] = await db
    .select({
      slug: articles.slug,
      thread: comments.thread,
      hasSeparatePage,
      isVisible: sql<boolean>`${visible} and ${hasReaders}`,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(eq(comments.id, id));
  return row && { path: commentPath(row.slug, row.thread, id, row.hasSeparatePage), isVisible: row.isVisible };
}

/** Finds a comment with its article, thread and author, whatever its status, for its private page. Undefined for an unknown id. */
export async function findComment(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: comments.id,
      status: comments.status,
      hiddenBy,
      parentId: comments.parentId,
      thread: comments.thread,
      hasSeparatePage,
      memberId: comments.memberId,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      handle: members.handle,
      bodySource: comments.bodySource,
      bodyHtml: comments.bodyHtml,
      createdAt: comments.createdAt,
      editedAt: comments.editedAt,
      deletedAt: comments.deletedAt,
      article: {
        slug: articles.slug,
        title: articles.title,
        isShown: hasReaders,
        policy: articles.commentPolicy,
        slowModeMinutes: articles.slowModeMinutes,
        closeAfterDays: articles.commentsCloseAfterDays,
        publishedAt: articles.publishedAt,
      },
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(eq(comments.id, id));
  return row;
}

/** Finds a comment's parent as readers see it; undefined if there is none or it is hidden. */
export async function findParent(db: Executor, id: number | null) {
  if (id === null) return undefined;
  const [row] = await db
    .select({
      id: comments.id,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      bodyHtml: comments.bodyHtml,
      hasSeparatePage,
    })
    .from(comments)
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(and(eq(comments.id, id), visible));
  return row;
}

/** Finds until when the author can undo the deletion of a comment; undefined if they cannot. */
export async function findUndoDeadline(db: Executor, id: number): Promise<Date | undefined> {
  const [row] = await db
    .select({ until: deletedCommentTexts.eraseAt })
    .from(deletedCommentTexts)
    .where(and(eq(deletedCommentTexts.commentId, id), gt(deletedCommentTexts.eraseAt, sql`now()`)));
  return row?.until;
}
