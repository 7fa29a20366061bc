import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import type { Executor } from "#db/client.ts";
import { invalidateAndPublish } from "#db/invalidation.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import { hasReaders, isArticleAuthor } from "#features/articles/queries.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";
import type { Role } from "#features/members/rules.ts";
import { parseCommentInWorker } from "#features/screening/comment-text.ts";
import { recordHold, saveScreening } from "#features/screening/mutations.ts";
import { readScreeningEvidence } from "#features/screening/queries.ts";
import type { SlowMode } from "#features/screening/verdict.ts";
import { type VerdictMessage, verdictMessage } from "#features/screening/verdict-message.ts";
import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { addPostedComment } from "../mutations.ts";
import { notifyOfComments, toLiveMessages } from "../notify.ts";
import { hasSeparatePageIn } from "../queries.ts";
import { scriptlessKey } from "../rules.ts";
import { lockAuthor, screenPostedComment, toScreenedComment } from "./screen-comment.ts";

export interface PostedComment {
  id: number;
  parentId: number | null;
  status: CommentStatus;
  /** The article's id. Slug and thread number locate the comment on the article's pages. */
  articleId: number;
  slug: string;
  thread: number;
  /** Readers find the comment on its own page (`hasSeparatePage`). */
  hasSeparatePage: boolean;
  createdAt: Date;
  bodyHtml: string;
  /** How the discussion shows the author. */
  author: {
    name: string;
    handle: string;
    profile: boolean;
    avatar: string | null;
    byAuthor: boolean;
    byStaff: boolean;
    expertise: string;
  };
  /** The settings by which it was screened. */
  settings: Settings;
  /** Why the comment is pending. */
  holdReason?: VerdictMessage;
}

/**
 * Posts a member's comment in one transaction: checks text, article and parent, screens the text and decides its first status. Stores the
 * comment once even if the form is sent twice, and notifies the people it answers or mentions. Locks the author's row, then the article's.
 * Refused with `form.invalid` (field `body`), `member.signIn` (the account is gone), `comment.articleGone`, `comment.parentGone`,
 * `form.stale`, or by a screening phase; with `isWarning` if moderators will likely refuse it and the author has not been `warned` yet.
 */
export async function postComment(
  tx: Executor,
  author: { id: number; role: Role },
  input: { article: string; parent?: number; body: string; key: string; warned?: boolean },
  settings: Settings,
): Promise<Result<PostedComment>> {
  const text = await parseCommentInWorker(input.body, `member ${author.id}`);
  if (!text.ok) return text;
  const { source, html, mentions } = text.value;
  const key = input.key === scriptlessKey ? scriptlessSubmissionKey(input) : input.key;
  const comment = toScreenedComment(text.value);
  return tx.transaction(async (inner): Promise<Result<PostedComment>> => {
    const now = new Date();
    // Pipelined, and run in this order: the reads see what was committed while the first statement waited for its lock.
    const [isMember, context, evidence] = await Promise.all([
      lockAuthor(inner, author.id),
      readPostingContext(inner, { ...input, key, authorId: author.id }),
      readScreeningEvidence(inner, comment, { author, settings, now }),
    ]);
    if (!isMember) return refused("member.signIn");
    if (!context) return refused("comment.articleGone");
    const { article, parent, earlier } = context;
    // The key belongs to a comment on another article.
    if (earlier && earlier.articleId !== article.id) return refused("form.stale");
    // The text changed after the response was lost: the change must not seem published.
    if (earlier && earlier.bodySource !== source) {
      const helpLink = { href: `/comments/${earlier.id}`, label: translator()("comments.form.sentBefore") };
      return { ...refused("comment.sentBefore"), helpLink };
    }
    if (earlier) return ok({ ...toPostedComment(context, earlier), settings });
    if (input.parent !== undefined && !parent) return refused("comment.parentGone");
    const screened = await screenPostedComment(inner, author.id, comment, evidence, {
      article,
      warned: input.warned ?? false,
    });
    if (!screened.ok) return screened;
    const { status, verdicts } = screened.value;
    const row = { memberId: author.id, status, bodySource: source, bodyHtml: html, createdAt: now };
    // This locks the article: only what needs the lock follows.
    const added = await addPostedComment(inner, article.id, { ...row, parentId: input.parent ?? null, key });
    if (!added) return refused(parent ? "comment.parentGone" : "comment.articleGone");
    const { id } = added;
    const posted = toPostedComment(context, { ...row, ...added, articleId: article.id });
    const isVisible = status === "visible";
    await Promise.all([
      saveScreening(inner, { id, edited: false }, comment, { verdicts, settings, now }),
      recordHold(inner, { id, articleId: article.id, memberId: author.id }, verdicts),
      isVisible && (input.parent !== undefined || mentions.length > 0)
        ? notifyOfComments(inner, { id, mentions })
        : undefined,
      invalidateAndPublish(inner, {
        // Nothing visible disappears: the invalidation may be batched.
        invalidation: { tags: commentCacheTags.allViews(article, author.id), urgency: "soon" },
        messages: isVisible ? toLiveMessages([posted]) : [],
      }),
    ]);
    const hold = verdicts.find(({ action }) => action === "hold");
    return ok({ ...posted, settings, ...(hold && { holdReason: verdictMessage(hold, settings) }) });
  });
}

/** A static page cannot contain a unique key: without JavaScript the same text in the same thread counts as the same comment. */
function scriptlessSubmissionKey(input: { article: string; parent?: number; body: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([input.article, input.parent ?? 0, input.body]))
    .digest("base64url");
}

/**
 * Reads what posting needs in one statement: the published article, the visible parent, an earlier comment with the same
 * key, and how the author is shown. Resolves to undefined without the article. Written as SQL, because building the
 * statement with drizzle took longer than executing it.
 */
async function readPostingContext(
  tx: Executor,
  { article, parent, key, authorId }: { article: string; parent?: number | undefined; key: string; authorId: number },
): Promise<PostingContext | undefined> {
  const [row] = await tx.execute<{ context: WithDatesAsText<PostingContext> }>(sql`
    select jsonb_build_object(
      'article', jsonb_build_object('id', articles.id, 'slug', articles.slug, 'policy', articles.comment_policy,
        'publishedAt', articles.published_at, 'closeAfterDays', articles.comments_close_after_days,
        'slowMode', jsonb_build_object('minutes', articles.slow_mode_minutes,
          'lastCommentAt', case when articles.slow_mode_minutes > 0 then (
            select own.created_at from comments as own
            where own.member_id = members.id and own.article_id = articles.id
              and own.created_at > now() - make_interval(mins => articles.slow_mode_minutes)
            order by own.created_at desc nulls last limit 1
          ) end)),
      'parent', (
        select id from comments where id = ${parent ?? 0} and article_id = articles.id and status = 'visible'
      ),
      'earlier', (
        select jsonb_build_object('id', stored.id, 'articleId', stored.article_id, 'parentId', stored.parent_id,
          'status', stored.status, 'bodySource', stored.body_source, 'bodyHtml', stored.body_html,
          'createdAt', stored.created_at, 'thread', stored.thread, 'hasSeparatePage', ${hasSeparatePageIn(sql`stored`)})
        from comment_submissions as submission join comments as stored on stored.id = submission.comment_id
        where submission.member_id = members.id and submission.key = ${key}
      ),
      'author', jsonb_build_object('name', members.name, 'handle', members.handle, 'profile', ${hasPublicProfile},
        'avatar', (select media_id from member_avatars where member_id = members.id),
        'byAuthor', ${isArticleAuthor(authorId)}, 'byStaff', members.role <> 'reader', 'expertise', members.expertise)
    ) as context
    from articles join members on members.id = ${authorId}
    where articles.slug = ${article} and ${hasReaders}`);
  if (!row) return undefined;
  const { context } = row;
  const { publishedAt, slowMode } = context.article;
  return {
    ...context,
    article: {
      ...context.article,
      publishedAt: publishedAt === null ? null : new Date(publishedAt),
      slowMode: {
        ...slowMode,
        lastCommentAt: slowMode.lastCommentAt === null ? null : new Date(slowMode.lastCommentAt),
      },
    },
    earlier: context.earlier && { ...context.earlier, createdAt: new Date(context.earlier.createdAt) },
  };
}

interface PostingContext {
  article: {
    id: number;
    slug: string;
    policy: CommentPolicy;
    publishedAt: Date | null;
    closeAfterDays: number | null;
    slowMode: SlowMode;
  };
  /** The visible parent's id. */
  parent: number | null;
  /** The comment that was stored with the same key. */
  earlier:
    | (Pick<PostedComment, "id" | "articleId" | "parentId" | "status" | "bodyHtml" | "createdAt" | "thread"> & {
        bodySource: string;
        hasSeparatePage: boolean;
      })
    | null;
  author: PostedComment["author"];
}

type WithDatesAsText<T> = T extends Date
  ? string
  : T extends object
    ? { [name in keyof T]: WithDatesAsText<T[name]> }
    : T;

function toPostedComment(
  { article, author }: PostingContext,
  { bodySource: _, ...row }: Omit<NonNullable<PostingContext["earlier"]>, "bodySource"> & { bodySource?: string },
): Omit<PostedComment, "settings"> {
  return { ...row, slug: article.slug, author };
}
