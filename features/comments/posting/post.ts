import { createHash } from "node:crypto";
import { and, count, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, commentSubmissions, comments } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { addComments } from "../mutations.ts";
import { standsApart } from "../queries.ts";
import { isClosed, scriptlessKey } from "../rules.ts";
import { firstStatus } from "./first-status.ts";
import { notifyOf, tellReaders } from "./notify.ts";
import { readComment } from "./text.ts";

export interface Posted {
  id: number;
  status: "visible" | "pending" | "rejected" | "spam" | "removed";
  /** Of the article, and the number of the thread in it: where the comment stands on the pages. */
  articleId: number;
  slug: string;
  thread: number;
  /** It stands on its own page (`standsApart`). */
  apart: boolean;
}

/**
 * Posts a member's comment: checks text, article and parent, decides its first status, stores it once however often the form comes, and
 * tells those it concerns. All in one transaction under the article's row.
 * Refused with `form.invalid` (field `body`), `comment.articleGone`, `comment.closed`, `comment.parentGone` or `form.stale`.
 */
export async function postComment(
  tx: Executor,
  author: { id: number; role: Role },
  input: { article: string; parent?: number; body: string; key: string },
): Promise<Result<Posted>> {
  const text = readComment(input.body);
  if (!text.ok) return text;
  return tx.transaction(async (inner): Promise<Result<Posted>> => {
    const [article] = await inner
      .select({
        id: articles.id,
        slug: articles.slug,
        policy: articles.commentPolicy,
        publishedAt: articles.publishedAt,
      })
      .from(articles)
      .where(and(eq(articles.slug, input.article), eq(articles.status, "published")))
      .for("update");
    if (!article) return refused("comment.articleGone");
    const key = input.key === scriptlessKey ? keyOf(input) : input.key;
    const earlier = await findSubmission(inner, author.id, key);
    // The form of another article, sent here with its key.
    if (earlier && earlier.articleId !== article.id) return refused("form.stale");
    if (earlier) return ok({ ...earlier, slug: article.slug });
    const settings = await readSettings(inner);
    if (isClosed(article, settings["comments.closeAfterDays"], new Date())) return refused("comment.closed");
    if (input.parent !== undefined && !(await isOpenParent(inner, article.id, input.parent)))
      return refused("comment.parentGone");
    const { status } = firstStatus({
      role: author.role,
      approved: await countVisible(inner, author.id),
      links: text.value.links,
      newcomer: settings["comments.newcomer"],
      policy: article.policy,
    });
    const { source, html, mentions } = text.value;
    const ids = await addComments(inner, article.id, [
      {
        key: "one",
        parent: input.parent === undefined ? null : { id: input.parent },
        memberId: author.id,
        status,
        bodySource: source,
        bodyHtml: html,
        createdAt: new Date(),
      },
    ]);
    const id = ids.get("one");
    if (id === undefined) throw new Error("The comment was not stored.");
    await inner.insert(commentSubmissions).values({ memberId: author.id, key, commentId: id });
    if (status === "visible") await notifyOf(inner, id, mentions);
    const stored = await findSubmission(inner, author.id, key);
    if (!stored) throw new Error("The comment was not stored.");
    const posted = { ...stored, slug: article.slug };
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
      thread: comments.thread,
      articleId: comments.articleId,
      apart: standsApart,
    })
    .from(commentSubmissions)
    .innerJoin(comments, eq(comments.id, commentSubmissions.commentId))
    .where(and(eq(commentSubmissions.memberId, memberId), eq(commentSubmissions.key, key)));
  return row;
}

/** A reply hangs on a comment of the same article that readers can see. */
async function isOpenParent(tx: Executor, articleId: number, parentId: number): Promise<boolean> {
  const [parent] = await tx
    .select({ id: comments.id })
    .from(comments)
    .where(and(eq(comments.id, parentId), eq(comments.articleId, articleId), eq(comments.status, "visible")));
  return parent !== undefined;
}

/** Counts no further than a newcomer's limit could ask: the setting goes to 100. */
async function countVisible(tx: Executor, memberId: number): Promise<number> {
  const some = tx
    .select({ one: sql`1`.as("one") })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), eq(comments.status, "visible")))
    .limit(100)
    .as("some");
  const [row] = await tx.select({ n: count() }).from(some);
  return row?.n ?? 0;
}
