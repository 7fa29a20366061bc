import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { feedItems } from "#db/schema.ts";
import { findLockHolder } from "#features/newsroom/drafts/edit-lock.ts";
import { writeDraft } from "#features/newsroom/drafts/mutations.ts";
import { publishArticle } from "#features/newsroom/drafts/publish.ts";
import { type Draft, findDraft } from "#features/newsroom/drafts/queries.ts";
import { addRevision } from "#features/newsroom/revisions/mutations.ts";
import { enqueue } from "#lib/jobs.ts";
import { itemPicturesJob } from "../jobs.ts";
import { hashArticleText, toArticleContent } from "./article-content.ts";
import { fetchItemPictures } from "./fetch-pictures.ts";
import { isEditedHere, publishItemDraft } from "./mutations.ts";
import { type LockedItem, listPlacedPictures, listWantedPictures, lockItem } from "./queries.ts";

interface PicturesTask {
  item: number;
  article: number;
  /** Who decided about the item; null: the feed's policy. */
  member: number | null;
  /** Whether the draft is published with its pictures. */
  publishes: boolean;
  /** How often the job was deferred because somebody had the draft open. */
  deferrals?: number | undefined;
}

/** While somebody has the draft open, the job is deferred, for an hour at most. After that, the pictures are not added. */
const deferralMs = 120_000;
const maxDeferrals = 30;

/**
 * The job that fetches an item's pictures and adds them to the article made of it; then publishes that if the editor
 * asked for it. An article whose text an editor changed meanwhile is left alone. If somebody has the draft open, the job is
 * deferred until they close it: a change would have their next save refused.
 * Throws if this site could not store a picture, after everything else is done: the job adds it at its next attempt.
 */
export async function addPicturesToArticle(
  db: Executor,
  task: PicturesTask,
  options: Parameters<typeof fetchItemPictures>[2] = {},
): Promise<void> {
  const { item: itemId, article, member, publishes, deferrals = 0 } = task;
  const [made] = await db.select({ articleId: feedItems.articleId }).from(feedItems).where(eq(feedItems.id, itemId));
  // The decision was undone meanwhile, or the draft deleted: nothing would use the pictures.
  if (made?.articleId !== article) return;
  const storageError = await fetchItemPictures(db, itemId, options);
  await db.transaction(async (tx) => {
    const item = await lockItem(tx, itemId);
    if (item?.articleId !== article || item.state === "waiting") return;
    const draft = await findDraft(tx, article, true);
    if (!draft || draft.status === "withdrawn" || isEditedHere(item, draft)) return;
    const pictures = await listPlacedPictures(tx, listWantedPictures(item, item.policy.takesPictures));
    // Only if the item is still the one that the article was made of: an edit at the source is a change of its own.
    if (pictures.length > 0 && item.contentHash === item.publishedHash) {
      const { lead, bodyHtml, leadMediaId, leadCaption } = toArticleContent(item.publishable, pictures);
      const content = { ...draft.content, lead, bodyHtml, leadMediaId, leadCaption };
      // Nothing is new, for example because the editor's draft began with them: an open editor is not disturbed.
      const isNew = hashArticleText(content) !== item.articleHash;
      if (isNew && !publishes && (await findLockHolder(tx, article))) {
        const at = new Date(Date.now() + deferralMs);
        if (deferrals < maxDeferrals) await enqueue(tx, itemPicturesJob, { ...task, deferrals: deferrals + 1 }, { at });
        return;
      }
      if (isNew) await writePictures(tx, item, draft, member, content);
    }
    if (publishes && draft.status === "draft") await publishItemDraft(tx, item, article, member);
  });
  if (storageError) throw storageError;
}

async function writePictures(
  tx: Executor,
  item: LockedItem,
  { id, version, status }: Draft,
  memberId: number | null,
  content: DraftContent,
): Promise<void> {
  await writeDraft(tx, id, memberId, content, version + 1);
  await addRevision(tx, id, { memberId, kind: "save", content });
  await tx
    .update(feedItems)
    .set({ articleHash: hashArticleText(content) })
    .where(eq(feedItems.id, item.id));
  if (status === "published") await publishPictures(tx, id, memberId);
}

/** It was published before its pictures arrived: they are added without a note, because no word changed. */
async function publishPictures(tx: Executor, article: number, memberId: number | null): Promise<void> {
  const draft = await findDraft(tx, article);
  if (draft) await publishArticle(tx, draft, { memberId, change: { kind: "typo", note: "" }, isOutsideEditor: true });
}
