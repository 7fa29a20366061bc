import { and, desc, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { feedItems, feedItemVersions } from "#db/schema.ts";
import { diffContents, type FieldDiff } from "#features/newsroom/revisions/diff.ts";
import { type PublishableItem, toArticleContent } from "./article-content.ts";

type ItemVersion = Pick<PublishableItem, "title" | "excerpt" | "bodyHtml">;

/**
 * Compares the text that an article was made of with what its source says now, field by field. Undefined if the earlier
 * text is unknown, or there is no such item; empty if no words changed.
 */
export async function loadItemDifference(db: Executor, itemId: number): Promise<FieldDiff[] | undefined> {
  const [item] = await db
    .select({
      title: feedItems.title,
      excerpt: feedItems.excerpt,
      bodyHtml: feedItems.bodyHtml,
      contentHash: feedItems.contentHash,
      publishedHash: feedItems.publishedHash,
    })
    .from(feedItems)
    .where(eq(feedItems.id, itemId));
  if (!item || item.publishedHash === null) return undefined;
  if (item.publishedHash === item.contentHash) return [];
  const [before] = await db
    .select({ title: feedItemVersions.title, excerpt: feedItemVersions.excerpt, bodyHtml: feedItemVersions.bodyHtml })
    .from(feedItemVersions)
    .where(and(eq(feedItemVersions.itemId, itemId), eq(feedItemVersions.contentHash, item.publishedHash)))
    .orderBy(desc(feedItemVersions.id))
    .limit(1);
  return before && diffContents(toContent(before), toContent(item));
}

/** The whole text, whatever the policy shows of it, without what does not change. */
function toContent({ title, excerpt, bodyHtml }: ItemVersion) {
  const source = { name: "", url: "", isReserved: false };
  const policy = { body: "full", indexing: "noindex", categoryId: null, authorId: null, termMappings: [] } as const;
  const content = toArticleContent(
    { title, excerpt, bodyHtml, url: "", terms: [], source, ...policy, termMappings: [] },
    [],
  );
  return { ...content, source: null };
}
