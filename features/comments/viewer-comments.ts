import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, commentReactions, comments } from "#db/schema.ts";
import type { ViewerComments } from "#features/auth/viewer-data.ts";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toCompactTree } from "#lib/prose/compact-tree.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { addScrollBoxes } from "#lib/prose/scroll-boxes.ts";
import { typesetTree } from "#lib/prose/typography.ts";
import { editMinutes, isEditable } from "./rules.ts";

/** The most comments of one member on one article that get an edit button: a bound that nobody reaches in practice. */
const maxOwnComments = 200;

/** Lists a member's own comments on an article, which the page shows only to them. One statement. */
export async function listViewerComments(
  db: Executor,
  slug: string,
  memberId: number,
  now = new Date(),
): Promise<ViewerComments> {
  const rows = await db
    .select({
      id: comments.id,
      parentId: comments.parentId,
      status: comments.status,
      createdAt: comments.createdAt,
      bodyHtml: comments.bodyHtml,
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(
      and(
        eq(articles.slug, slug),
        eq(comments.memberId, memberId),
        inArray(comments.status, ["visible", "pending"]),
        isNull(comments.deletedAt),
      ),
    )
    .orderBy(desc(comments.createdAt), desc(comments.id))
    .limit(maxOwnComments);
  const until = (createdAt: Date) => new Date(createdAt.getTime() + editMinutes * 60_000).toISOString();
  return {
    own: rows
      .filter((row) => row.status === "visible")
      .map(({ id, createdAt }) => ({ id, editableUntil: isEditable(createdAt, now) ? until(createdAt) : null })),
    pending: rows
      .filter((row) => row.status === "pending")
      .reverse()
      .map(({ id, parentId, createdAt, bodyHtml }) => ({
        id,
        parentId,
        createdAt: createdAt.toISOString(),
        body: toCompactTree(
          typesetTree(
            addScrollBoxes(
              setLinkRel(parseHtml(bodyHtml), ["nofollow", "ugc", "noopener"]),
              translator()("articles.scrollTable"),
            ),
          ),
        ),
      })),
  };
}

/**
 * The most reactions of one member in one discussion that are listed: a bound that nobody reaches in practice. Buttons beyond it look
 * unpressed.
 */
const maxOwnReactions = 2_000;

/** Lists the comments of an article to which a member reacted. One statement. */
export async function listViewerReactions(db: Executor, slug: string, memberId: number): Promise<number[]> {
  const rows = await db
    .select({ id: comments.id })
    .from(commentReactions)
    .innerJoin(comments, eq(comments.id, commentReactions.commentId))
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(and(eq(articles.slug, slug), eq(commentReactions.memberId, memberId)))
    .orderBy(desc(comments.id))
    .limit(maxOwnReactions);
  return rows.map((row) => row.id);
}
