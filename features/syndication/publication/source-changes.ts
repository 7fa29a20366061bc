import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import type { SourceChange } from "#db/schema/syndication.ts";
import { feedItems } from "#db/schema.ts";
import { isUnpublished, syncDraftToArticle, writeDraft } from "#features/newsroom/drafts/mutations.ts";
import { publishArticle } from "#features/newsroom/drafts/publish.ts";
import { type Draft, findDraft } from "#features/newsroom/drafts/queries.ts";
import { withdrawDraft } from "#features/newsroom/drafts/withdraw.ts";
import { hasTextChanged } from "#features/newsroom/revisions/diff.ts";
import { addRevision } from "#features/newsroom/revisions/mutations.ts";
import { refreshRelatedJob } from "#features/related/jobs.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { itemPicturesJob } from "../jobs.ts";
import { releaseFollowers } from "../polling/release-followers.ts";
import { hashArticleText, toArticleContent } from "./article-content.ts";
import { isEditedHere } from "./mutations.ts";
import { type LockedItem, listPlacedPictures, listWantedPictures, lockItem } from "./queries.ts";

/**
 * `updated`: readers see the new text, with a note. `draft`: the article's draft has it, for an editor to review.
 * `withdrawn`: the article is withdrawn with a note. `review`: nothing was changed, an editor decides in the inbox.
 */
export type SourceChangeOutcome = "updated" | "draft" | "withdrawn" | "review";

/**
 * Applies what the source did to an item that has an article, in the caller's transaction, which also records the
 * decision. An article that nobody edited here takes the new text, and readers see a note; one that was edited here is
 * never overwritten: an editor (`memberId`) gets the new text as a draft beside it, and a policy (null) leaves it for
 * review. A deletion withdraws a public article with a note. Refused with `item.gone`, `item.unchanged`,
 * `item.noArticle`, `item.notPublished`, or as `publishArticle` refuses.
 */
export async function applySourceChange(
  tx: Executor,
  itemId: number,
  memberId: number | null,
): Promise<Result<SourceChangeOutcome>> {
  const item = await lockItem(tx, itemId);
  if (!item) return refused("item.gone");
  if (item.sourceChange === null) return refused("item.unchanged");
  const draft = item.articleId === null ? undefined : await findDraft(tx, item.articleId, true);
  if (!draft) return refused("item.noArticle");
  if (item.sourceChange === "deleted") return withdrawWithNote(tx, item, draft, memberId);
  const isEdited = isEditedHere(item, draft) || (draft.status === "published" && draft.differs);
  if (isEdited && memberId === null) return ok("review");
  const content = await mergeItemText(tx, item, draft);
  if (content.title === "") return refused("item.titleMissing");
  const applied = await writeContent(tx, draft, { content, memberId, source: item.publishable.source.name, isEdited });
  if (!applied.ok) return applied;
  await tx
    .update(feedItems)
    .set({ sourceChange: null, publishedHash: item.contentHash, articleHash: hashArticleText(content) })
    .where(eq(feedItems.id, itemId));
  if (!hasTriedPictures(item)) {
    const task = { item: itemId, article: draft.id, member: memberId, publishes: false };
    await enqueue(tx, itemPicturesJob, task);
  }
  return applied;
}

const hasTriedPictures = (item: LockedItem) =>
  listWantedPictures(item, item.policy.takesPictures).every(({ mediaId }) => mediaId !== undefined);

/** The article's content with the item's present text. What else editors chose stays: categories, tags, bylines … */
async function mergeItemText(tx: Executor, item: LockedItem, { content }: Draft): Promise<DraftContent> {
  const pictures = await listPlacedPictures(tx, listWantedPictures(item, item.policy.takesPictures));
  const { title, lead, bodyHtml, leadMediaId, leadCaption, source } = toArticleContent(item.publishable, pictures);
  // New pictures are fetched later: the present lead picture stays until then.
  const picture = hasTriedPictures(item)
    ? { leadMediaId, leadCaption }
    : { leadMediaId: content.leadMediaId, leadCaption: content.leadCaption };
  const credit = content.source && source ? { ...content.source, title: source.title } : content.source;
  return { ...content, title, lead, bodyHtml, ...picture, source: credit };
}

interface NewContent {
  content: DraftContent;
  memberId: number | null;
  /** The source's name, for the note. */
  source: string;
  isEdited: boolean;
}

async function writeContent(
  tx: Executor,
  draft: Draft,
  { content, memberId, source, isEdited }: NewContent,
): Promise<Result<SourceChangeOutcome>> {
  if (draft.status === "published" && !isEdited) {
    const note = translator(siteLocale())("articles.sourceUpdated", { source });
    const published = await publishArticle(
      tx,
      { ...draft, content },
      {
        memberId,
        change: hasTextChanged(draft.content, content) ? { kind: "update", note } : { kind: "typo", note: "" },
        isOutsideEditor: true,
      },
    );
    if (!published.ok) return published;
    await enqueue(tx, refreshRelatedJob, { ids: [draft.id] });
    return ok("updated");
  }
  // The text that an editor wrote remains as a revision.
  if (isEdited) await addRevision(tx, draft.id, { memberId: null, kind: "save", content: draft.content });
  if (isUnpublished(draft)) await syncDraftToArticle(tx, draft, content);
  await writeDraft(tx, draft.id, memberId, content, draft.version + 1);
  await addRevision(tx, draft.id, { memberId, kind: "save", content });
  return ok("draft");
}

async function withdrawWithNote(
  tx: Executor,
  item: LockedItem,
  draft: Draft,
  memberId: number | null,
): Promise<Result<SourceChangeOutcome>> {
  if (draft.status !== "published") return memberId === null ? ok("review") : refused("item.notPublished");
  await withdrawItemDraft(tx, item, draft, memberId);
  // A source that was first with a text and then deletes it does not take it from the others.
  if (memberId === null) await releaseFollowers(tx, [item.id]);
  return ok("withdrawn");
}

/** Readers are told of a deletion at the source; that an editor withdraws an edited text is said without a note. */
async function withdrawItemDraft(tx: Executor, item: LockedItem, draft: Draft, memberId: number | null): Promise<void> {
  const { name: source } = item.publishable.source;
  const note = item.sourceChange === "deleted" ? translator(siteLocale())("articles.sourceWithdrawn", { source }) : "";
  await withdrawDraft(tx, draft, { memberId, note, lastPageKey: null });
  await tx.update(feedItems).set({ sourceChange: null }).where(eq(feedItems.id, item.id));
}

/**
 * Withdraws the article of an item whose source edited or deleted it, in the caller's transaction, which also records
 * the decision. Refused with `item.gone`, `item.unchanged`, `item.notPublished`.
 */
export async function withdrawItemArticle(
  tx: Executor,
  itemId: number,
  memberId: number,
): Promise<Result<SourceChangeOutcome>> {
  const item = await lockItem(tx, itemId);
  if (!item) return refused("item.gone");
  if (item.sourceChange === null) return refused("item.unchanged");
  const draft = item.articleId === null ? undefined : await findDraft(tx, item.articleId, true);
  if (!draft || (draft.status !== "published" && draft.status !== "scheduled")) return refused("item.notPublished");
  await withdrawItemDraft(tx, item, draft, memberId);
  return ok("withdrawn");
}

/**
 * Leaves the article as it is whatever its source did; a later edit at the source is noticed again. Returns the change
 * that was ignored. Refused with `item.gone`, `item.unchanged`.
 */
export async function ignoreSourceChange(tx: Executor, itemId: number): Promise<Result<SourceChange>> {
  const item = await lockItem(tx, itemId);
  if (!item) return refused("item.gone");
  if (item.sourceChange === null) return refused("item.unchanged");
  await tx
    .update(feedItems)
    .set({ sourceChange: null, ...(item.sourceChange === "edited" && { publishedHash: item.contentHash }) })
    .where(eq(feedItems.id, itemId));
  return ok(item.sourceChange);
}
