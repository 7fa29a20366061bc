import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, commentSubmissions, comments } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { keepJudgement, noteHold } from "#features/moderation/pipeline/mutations.ts";
import { type Told, tell } from "#features/moderation/pipeline/told.ts";
import { readSettings } from "#features/settings/queries.ts";
import { translator } from "#i18n/translator.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { addComments } from "../mutations.ts";
import { standsApart } from "../queries.ts";
import { scriptlessKey } from "../rules.ts";
import { firstStatus, judgedOf, lockAuthor } from "./first-status.ts";
import { notifyOf, tellReaders } from "./notify.ts";
import { readCommentInWorker } from "./text.ts";

export interface Posted {
  id: number;
  status: "visible" | "pending" | "rejected" | "spam" | "removed";
  /** Of the article, and the number of the thread in it: where the comment stands on the pages. */
  articleId: number;
  slug: string;
  thread: number;
  /** It stands on its own page (`standsApart`). */
  apart: boolean;
  /** Why it waits. */
  why?: Told;
}

/**
 * Posts a member's comment: checks text, article and parent, decides its first status, stores it once however often the form comes, and
 * tells those it concerns. All in one transaction under the author's and the article's rows.
 * Refused with `form.invalid` (field `body`), `member.signIn` (the account is gone), `comment.articleGone`, `comment.parentGone`, `form.stale`, or by a phase of the moderation's
 * pipeline; with `warns` where moderators will likely refuse it and the author has not been `warned` yet.
 */
export async function postComment(
  tx: Executor,
  author: { id: number; role: Role },
  input: { article: string; parent?: number; body: string; key: string; warned?: boolean },
): Promise<Result<Posted>> {
  const text = await readCommentInWorker(input.body, `member ${author.id}`);
  if (!text.ok) return text;
  return tx.transaction(async (inner): Promise<Result<Posted>> => {
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
    const key = input.key === scriptlessKey ? keyOf(input) : input.key;
    const earlier = await findSubmission(inner, author.id, key);
    // The form of another article, sent here with its key.
    if (earlier && earlier.articleId !== article.id) return refused("form.stale");
    // The text changed after the response was lost: the change must not seem published.
    if (earlier && earlier.source !== text.value.source) {
      const see = { href: `/comments/${earlier.id}`, label: translator()("comments.form.sentBefore") };
      return { ...refused("comment.sentBefore"), see };
    }
    if (earlier) return ok(placeOf(earlier, article.slug));
    const settings = await readSettings(inner);
    if (input.parent !== undefined && !(await isOpenParent(inner, article.id, input.parent)))
      return refused("comment.parentGone");
    const now = new Date();
    const comment = judgedOf(text.value);
    const judged = await firstStatus(inner, comment, { author, article, settings, now, warned: input.warned ?? false });
    if (!judged.ok) return judged;
    const { status, verdicts } = judged.value;
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
    await keepJudgement(inner, { id, edited: false }, comment, { verdicts, settings, now });
    await noteHold(inner, { id, articleId: article.id, memberId: author.id }, verdicts);
    if (status === "visible") await notifyOf(inner, { id, mentions });
    const stored = await findSubmission(inner, author.id, key);
    if (!stored) throw new Error("The comment was not stored.");
    const hold = verdicts.find(({ action }) => action === "hold");
    const posted = { ...placeOf(stored, article.slug), ...(hold && { why: tell(hold, settings) }) };
    if (status === "visible") await tellReaders(inner, posted);
    return ok(posted);
  });
}

/** A static page cannot hold a key of its own: without JavaScript the same text in the same place is the same comment. */
function keyOf(input: { article: string; parent?: number; body: string }): string {
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
      apart: standsApart,
    })
    .from(commentSubmissions)
    .innerJoin(comments, eq(comments.id, commentSubmissions.commentId))
    .where(and(eq(commentSubmissions.memberId, memberId), eq(commentSubmissions.key, key)));
  return row;
}

function placeOf({ source: _, ...stored }: NonNullable<Awaited<ReturnType<typeof findSubmission>>>, slug: string) {
  return { ...stored, slug };
}

/** A reply hangs on a comment of the same article that readers can see. */
async function isOpenParent(tx: Executor, articleId: number, parentId: number): Promise<boolean> {
  const [parent] = await tx
    .select({ id: comments.id })
    .from(comments)
    .where(and(eq(comments.id, parentId), eq(comments.articleId, articleId), eq(comments.status, "visible")));
  return parent !== undefined;
}
