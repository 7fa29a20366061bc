import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articles, feedItems } from "#db/schema.ts";
import { insertDraft } from "#features/newsroom/drafts/mutations.ts";
import { publishArticle, revertToDraft } from "#features/newsroom/drafts/publish.ts";
import { type Draft, findDraft, isPlaceholderSlug } from "#features/newsroom/drafts/queries.ts";
import { refreshRelatedJob } from "#features/related/jobs.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { itemPicturesJob } from "../jobs.ts";
import { hashArticleText, toArticleContent } from "./article-content.ts";
import { invalidateCoverage } from "./coverage.ts";
import { readSiteTerms } from "./item-terms.ts";
import { type LockedItem, listPlacedPictures, listWantedPictures, lockItem } from "./queries.ts";

/** The article made of an item. */
export interface ItemArticle {
  articleId: number;
  /** The public address's last part; empty while it is a draft. */
  slug: string;
  /** It becomes public by a job as soon as its pictures are fetched, within a minute. */
  isPending: boolean;
}

/** How long the editor's page may take to open (ms): then the editor holds the draft's lock. */
const openingMs = 10_000;

interface CreateOptions {
  /** Who decided; null: the feed's policy, which dates the article like its original. */
  memberId: number | null;
  as: "draft" | "published";
}

/**
 * Makes an article of an item in the caller's transaction: its content by the feed's policy, with everything that a
 * publication in the newsroom does. An item that has an article keeps it, so a repeated call makes no second one: a
 * draft is published, a published article stays. If its pictures were not fetched yet, it is a draft first, and a job
 * adds them and publishes it. The caller records the decision.
 *
 * An article that an editor publishes is dated now, because it belongs on top of the lists that readers follow. One that
 * the policy publishes is dated like its original, so that the first fetch of a feed fills the archive, not the home page.
 *
 * Refused with `item.gone`, `item.merged`, and for publishing `item.titleMissing`, `item.textMissing`,
 * `item.addressMissing`, or as `publishArticle` refuses.
 */
export async function createArticleFromItem(
  tx: Executor,
  itemId: number,
  options: CreateOptions,
): Promise<Result<ItemArticle>> {
  const item = await lockItem(tx, itemId);
  if (!item) return refused("item.gone");
  if (item.state === "merged") return refused("item.merged");
  const missing = options.as === "published" ? findMissingPart(item) : undefined;
  if (missing) return refused(missing);
  const known = item.articleId === null ? undefined : await findDraft(tx, item.articleId, true);
  if (known && (options.as === "draft" || known.status === "published")) {
    await linkItem(tx, item, known.id, known.status === "published" ? "published" : "drafted");
    return ok(toItemArticle(known));
  }
  const wanted = listWantedPictures(item, item.policy.takesPictures);
  const hasAllPictures = wanted.every(({ mediaId }) => mediaId !== undefined);
  const articleId = known?.id ?? (await insertItemDraft(tx, item, options.memberId));
  if (!hasAllPictures && !known) {
    const publishes = options.as === "published";
    const task = { item: itemId, article: articleId, member: options.memberId, publishes };
    // An editor who opens the draft holds its lock by then, so that it does not change while the page loads.
    const at = new Date(Date.now() + (publishes ? 0 : openingMs));
    await enqueue(tx, itemPicturesJob, task, { at });
    return ok({ articleId, slug: "", isPending: options.as === "published" });
  }
  if (options.as === "draft") return ok({ articleId, slug: "", isPending: false });
  return publishItemDraft(tx, item, articleId, options.memberId);
}

/** Publishes the draft that was made of a locked item. Refused as `publishArticle` refuses. */
export async function publishItemDraft(
  tx: Executor,
  item: LockedItem,
  articleId: number,
  memberId: number | null,
): Promise<Result<ItemArticle>> {
  const draft = await findDraft(tx, articleId, true);
  if (!draft) return refused("item.gone");
  if (draft.status === "published") return ok(toItemArticle(draft));
  const published = await publishArticle(tx, draft, {
    memberId,
    change: undefined,
    isOutsideEditor: true,
    ...(memberId === null ? { at: new Date(Math.min(item.publishedAt.getTime(), Date.now())) } : {}),
  });
  if (!published.ok) return published;
  await linkItem(tx, item, articleId, "published");
  await enqueue(tx, refreshRelatedJob, { ids: [articleId] });
  return ok({ articleId, slug: published.value.slug, isPending: false });
}

/** Why an item cannot be published as it is: a message key below `errors`. */
export function findMissingPart({
  title,
  excerpt,
  bodyHtml,
  url,
}: Pick<LockedItem, "title" | "excerpt" | "bodyHtml" | "url">): string | undefined {
  if (title.trim() === "") return "item.titleMissing";
  if (excerpt.trim() === "" && bodyHtml === "") return "item.textMissing";
  return isWebAddress(url) ? undefined : "item.addressMissing";
}

async function insertItemDraft(tx: Executor, item: LockedItem, memberId: number | null): Promise<number> {
  const pictures = await listPlacedPictures(tx, listWantedPictures(item, item.policy.takesPictures));
  const content = toArticleContent(item.publishable, pictures, await readSiteTerms(tx, item.terms));
  const { id } = await insertDraft(tx, memberId, content);
  await storeItemSource(tx, item, id, content);
  await tx
    .update(feedItems)
    .set({ publishedHash: item.contentHash, articleHash: hashArticleText(content) })
    .where(eq(feedItems.id, item.id));
  await linkItem(tx, item, id, "drafted");
  return id;
}

/** The source is the feed's, whatever the names of other sources are. */
async function storeItemSource(tx: Executor, item: LockedItem, articleId: number, { source }: DraftContent) {
  if (!source) return;
  await tx
    .update(articles)
    .set({
      sourceId: item.policy.sourceId,
      sourceTitle: source.title,
      sourceUrl: source.url,
      syndicated: source.syndicated,
    })
    .where(eq(articles.id, articleId));
}

/** Links a locked item and those merged into it to the article. */
async function linkItem(
  tx: Executor,
  item: LockedItem,
  articleId: number,
  state: "drafted" | "published",
): Promise<void> {
  await tx
    .update(feedItems)
    .set({ articleId, state, refusal: null, decidedAt: sql`coalesce(${feedItems.decidedAt}, now())` })
    .where(eq(feedItems.id, item.id));
  const merged = await tx
    .update(feedItems)
    .set({ articleId })
    .where(and(eq(feedItems.duplicateOfId, item.id), sql`${feedItems.articleId} is distinct from ${articleId}`))
    .returning({ id: feedItems.id });
  if (merged.length > 0) await invalidateCoverage(tx, [articleId]);
}

const toItemArticle = ({ id, slug }: Draft): ItemArticle => ({
  articleId: id,
  slug: isPlaceholderSlug(slug) ? "" : slug,
  isPending: false,
});

/** Whether an editor changed the article's text here since it was made of the item. */
export function isEditedHere(item: Pick<LockedItem, "articleHash">, draft: Draft): boolean {
  return item.articleHash !== hashArticleText(draft.content);
}

/**
 * Takes back the article made of an item, when the decision is undone, in the caller's transaction. A draft that nobody
 * edited is deleted. A published article becomes a draft again, which the item keeps: published again, it has the same
 * address. Returns the id of the article that the item still has, or null; the caller sets the item's state. Refused
 * with `item.articleEdited` if an editor changed the article since.
 */
export async function removeArticleOfItem(
  tx: Executor,
  itemId: number,
  { memberId }: { memberId: number | null },
): Promise<Result<number | null>> {
  const item = await lockItem(tx, itemId);
  if (!item) return refused("item.gone");
  if (item.articleId === null || item.state === "merged") return ok(null);
  const draft = await findDraft(tx, item.articleId, true);
  if (!draft) return ok(null);
  if (isEditedHere(item, draft)) return refused("item.articleEdited");
  if (draft.status === "draft" && draft.publishedAt === null) {
    await tx.delete(articles).where(eq(articles.id, draft.id));
    return ok(null);
  }
  if (draft.status !== "draft") await revertToDraft(tx, draft, memberId);
  return ok(draft.id);
}
