import { and, eq, isNull, lt, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articlePreviewLinks } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { lockDraft, type Writer } from "../drafts/mutations.ts";
import { listPreviewLinks } from "./queries.ts";
import { expiredLinkDays, maxPreviewLinks, type PreviewLink, previewLinkDays } from "./token.ts";

/**
 * Creates a preview link, which shows an article's present draft to anyone who has it, for a week unless it is revoked.
 * Refused with `newsroom.gone`, `member.forbidden`, and, at the limit of valid links, `newsroom.previewsTooMany`.
 */
export async function createPreviewLink(db: Database, writer: Writer, articleId: number): Promise<Result<PreviewLink>> {
  return db.transaction(async (tx): Promise<Result<PreviewLink>> => {
    const opened = await lockDraft(tx, writer, articleId);
    if (!opened.ok) return opened;
    if ((await listPreviewLinks(tx, articleId)).length >= maxPreviewLinks)
      return refused("newsroom.previewsTooMany", undefined, { max: maxPreviewLinks });
    const [link] = await tx
      .insert(articlePreviewLinks)
      .values({ articleId, memberId: writer.id, expiresAt: new Date(Date.now() + previewLinkDays * 86_400_000) })
      .returning({ id: articlePreviewLinks.id, expiresAt: articlePreviewLinks.expiresAt });
    if (!link) throw new Error("The preview was not stored.");
    return ok({ ...link, articleId });
  });
}

/** Revokes a link at once; an expired one stays expired. Refused as `createPreviewLink` refuses. */
export async function revokePreviewLink(
  db: Database,
  writer: Writer,
  articleId: number,
  id: number,
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const opened = await lockDraft(tx, writer, articleId);
    if (!opened.ok) return opened;
    await tx
      .update(articlePreviewLinks)
      .set({ revokedAt: sql`now()` })
      .where(
        and(
          eq(articlePreviewLinks.id, id),
          eq(articlePreviewLinks.articleId, articleId),
          isNull(articlePreviewLinks.revokedAt),
        ),
      );
    return ok(undefined);
  });
}

/**
 * Deletes links that ended long ago, by expiry or revocation: a revoked link would have expired a week after its
 * creation at most.
 */
export async function deleteExpiredPreviewLinks(db: Executor): Promise<void> {
  await db
    .delete(articlePreviewLinks)
    .where(lt(articlePreviewLinks.expiresAt, sql`now() - make_interval(days => ${expiredLinkDays})`));
}
