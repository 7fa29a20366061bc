import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import { articles, commentSubmissions, comments } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { parseCommentInWorker } from "#features/screening/comment-text.ts";
import { recordHold, saveScreening } from "#features/screening/mutations.ts";
import { type VerdictMessage, verdictMessage } from "#features/screening/verdict-message.ts";
import { readSettings } from "#features/settings/queries.ts";
import { translator } from "#i18n/translator.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { addComments } from "../mutations.ts";
import { notifyOfComments, publishLiveComments } from "../notify.ts";
import { hasSeparatePage } from "../queries.ts";
import { scriptlessKey } from "../rules.ts";
import { lockAuthor, screenPostedComment, toScreenedComment } from "./screen-comment.ts";

interface PostedComment {
  id: number;
  status: CommentStatus;
  /** The article's id. Slug and thread number locate the comment on the article's pages. */
  articleId: number;
  slug: string;
  thread: number;
  /** Readers find the comment on its own page (`hasSeparatePage`). */
  hasSeparatePage: boolean;
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
): Promise<Result<PostedComment>> {
  const text = await parseCommentInWorker(input.body, `member ${author.id}`);
  if (!text.ok) return text;
  return tx.transaction(async (inner): Promise<Result<PostedComment>> => {
    if (!(await lockAuthor(inner, author.id))) return refused("member.signIn");
    const [article] = await inner
      .select({
        id: articles.id,
        slug: articles.slug,
        policy: articles.commentPolicy,
        publishedAt: articles.publishedAt,
        closeAfterDays: articles.commentsCloseAfterDays,
      })
      .from(articles)
      .where(and(eq(articles.slug, input.article), eq(articles.status, "published")))
      .for("update");
    if (!article) return refused("comment.articleGone");
    const key = input.key === scriptlessKey ? scriptlessSubmissionKey(input) : input.key;
    const earlier = await findSubmission(inner, author.id, key);
    // The key belongs to a comment on another article.
    if (earlier && earlier.articleId !== article.id) return refused("form.stale");
    // The text changed after the response was lost: the change must not seem published.
    if (earlier && earlier.source !== text.value.source) {
      const helpLink = { href: `/comments/${earlier.id}`, label: translator()("comments.form.sentBefore") };
      return { ...refused("comment.sentBefore"), helpLink };
    }
    if (earlier) return ok(toPostedComment(earlier, article.slug));
    const settings = await readSettings(inner);
    if (input.parent !== undefined && !(await isReplyableParent(inner, article.id, input.parent)))
      return refused("comment.parentGone");
    const now = new Date();
    const comment = toScreenedComment(text.value);
    const screened = await screenPostedComment(inner, comment, {
      author,
      article,
      settings,
      now,
      warned: input.warned ?? false,
    });
    if (!screened.ok) return screened;
    const { status, verdicts } = screened.value;
    const { source, html, mentions } = text.value;
    const ids = await addComments(inner, article.id, [
      {
        key: "one",
        parent: input.parent === undefined ? null : { id: input.parent },
        memberId: author.id,
        status,
        bodySource: source,
        bodyHtml: html,
        createdAt: now,
      },
    ]);
    const id = ids.get("one");
    if (id === undefined) throw new Error("The comment was not stored.");
    await inner.insert(commentSubmissions).values({ memberId: author.id, key, commentId: id });
    await saveScreening(inner, { id, edited: false }, comment, { verdicts, settings, now });
    await recordHold(inner, { id, articleId: article.id, memberId: author.id }, verdicts);
    if (status === "visible") await notifyOfComments(inner, { id, mentions });
    const stored = await findSubmission(inner, author.id, key);
    if (!stored) throw new Error("The comment was not stored.");
    const hold = verdicts.find(({ action }) => action === "hold");
    const posted = {
      ...toPostedComment(stored, article.slug),
      ...(hold && { holdReason: verdictMessage(hold, settings) }),
    };
    if (status === "visible") await publishLiveComments(inner, posted);
    return ok(posted);
  });
}

/** A static page cannot contain a unique key: without JavaScript the same text in the same thread counts as the same comment. */
function scriptlessSubmissionKey(input: { article: string; parent?: number; body: string }): string {
  return createHash("sha256")
    .update(JSON.stringify([input.article, input.parent ?? 0, input.body]))
    .digest("base64url");
}

async function findSubmission(tx: Executor, memberId: number, key: string) {
  const [row] = await tx
    .select({
      id: comments.id,
      status: comments.status,
      source: comments.bodySource,
      thread: comments.thread,
      articleId: comments.articleId,
      hasSeparatePage,
    })
    .from(commentSubmissions)
    .innerJoin(comments, eq(comments.id, commentSubmissions.commentId))
    .where(and(eq(commentSubmissions.memberId, memberId), eq(commentSubmissions.key, key)));
  return row;
}

function toPostedComment(
  { source: _, ...stored }: NonNullable<Awaited<ReturnType<typeof findSubmission>>>,
  slug: string,
) {
  return { ...stored, slug };
}

/** Whether the parent is a visible comment of the same article. */
async function isReplyableParent(tx: Executor, articleId: number, parentId: number): Promise<boolean> {
  const [parent] = await tx
    .select({ id: comments.id })
    .from(comments)
    .where(and(eq(comments.id, parentId), eq(comments.articleId, articleId), eq(comments.status, "visible")));
  return parent !== undefined;
}
