import { and, desc, eq, gt, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articlePreviewLinks, members } from "#db/schema.ts";
import { isPreviewToken, maxPreviewLinks, type PreviewLink, parsePreviewToken } from "./token.ts";

export interface ActivePreviewLink extends PreviewLink {
  /** The creator's name; null: their account was deleted. */
  by: string | null;
}

/** Lists the valid links of an article, newest first. */
export async function listPreviewLinks(
  db: Executor,
  articleId: number,
  now = new Date(),
): Promise<ActivePreviewLink[]> {
  return db
    .select({
      id: articlePreviewLinks.id,
      articleId: articlePreviewLinks.articleId,
      expiresAt: articlePreviewLinks.expiresAt,
      by: members.name,
    })
    .from(articlePreviewLinks)
    .leftJoin(members, eq(members.id, articlePreviewLinks.memberId))
    .where(
      and(
        eq(articlePreviewLinks.articleId, articleId),
        isNull(articlePreviewLinks.revokedAt),
        gt(articlePreviewLinks.expiresAt, now),
      ),
    )
    .orderBy(desc(articlePreviewLinks.id))
    .limit(maxPreviewLinks);
}

/**
 * Finds the draft behind a link; undefined for an unknown link. `open` is false once the link has expired or was
 * revoked.
 */
export async function findPreviewLink(
  db: Executor,
  token: string,
  now = new Date(),
): Promise<(PreviewLink & { open: boolean }) | undefined> {
  const id = parsePreviewToken(token);
  if (id === undefined) return undefined;
  const [row] = await db
    .select({
      id: articlePreviewLinks.id,
      articleId: articlePreviewLinks.articleId,
      expiresAt: articlePreviewLinks.expiresAt,
      revokedAt: articlePreviewLinks.revokedAt,
    })
    .from(articlePreviewLinks)
    .where(eq(articlePreviewLinks.id, id));
  if (!row || !isPreviewToken(token, row)) return undefined;
  const { revokedAt, ...link } = row;
  return { ...link, open: revokedAt === null && link.expiresAt > now };
}
