import { eq } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles, redirects } from "#db/schema.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { type ArticleChange, addCorrection } from "#features/corrections/mutations.ts";
import { articleAnnouncementJob, isNews } from "#features/follows/announcements/jobs.ts";
import { recordActivities, recordActivity } from "#features/members/activity-log/mutations.ts";
import { mayPublish } from "#features/members/policy.ts";
import { setThreadStateAsEditor } from "#features/moderation/decisions/editor-decision.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { ensureStory } from "#features/stories/mutations.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hasTextChanged } from "../revisions/diff.ts";
import { addRevision } from "../revisions/mutations.ts";
import { deleteSchedule, deleteSchedules } from "./delete-schedule.ts";
import { writeDraftStory } from "./draft-story.ts";
import { toArticleInput } from "./draft-to-article.ts";
import { lockItemsOfArticle, markItemsPublished } from "./feed-items.ts";
import { lockDraft, refuseStaleVersion, type SavedDraft, type Writer, writeDraft } from "./mutations.ts";
import { type Draft, findStoredContent, isPlaceholderSlug } from "./queries.ts";
import { chooseSlug, validateForPublishing } from "./slug.ts";
import { deleteWithdrawal } from "./withdraw.ts";

interface PublishedArticle extends SavedDraft {
  slug: string;
}

/**
 * Publishes a draft, or updates a published article, in one transaction with everything that depends on it
 * (`publishArticle`) and the related articles.
 * @param change the kind of an update; required if its words change
 * Refused with `member.forbidden`, `newsroom.gone`, `newsroom.changed`, or beside fields.
 */
export async function publishDraft(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
  change?: ArticleChange,
): Promise<Result<PublishedArticle>> {
  return db.transaction(async (tx): Promise<Result<PublishedArticle>> => {
    await lockItemsOfArticle(tx, id);
    const opened = await lockDraft(tx, editor, id);
    if (!opened.ok) return opened;
    const draft = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    if (draft.version !== version) return refuseStaleVersion(tx, draft);
    const published = await publishArticle(tx, draft, {
      memberId: editor.id,
      change,
      isOutsideEditor: editor.isOutsideEditor,
    });
    if (published.ok) await refreshRelated(tx, [id], draft.status === "published" ? "now" : "update");
    return published;
  });
}

/** Who publishes a text, with which public note, and under which date. */
interface PublishOptions {
  /** Null: their account was deleted since. */
  memberId: number | null;
  /** Undefined: no kind was chosen for the update. */
  change: ArticleChange | undefined;
  /** The date of a first publication; now when absent. Followers are not notified of one that is dated more than a day ago. */
  at?: Date;
  /** Published by the scheduler: a page that has the text open continues from it, because it is the same text. */
  isScheduled?: true;
  /** As in `Writer`. */
  isOutsideEditor?: true | undefined;
}

/**
 * Publishes a locked draft in the caller's transaction: writes the article with its joins, new tags and source, a
 * redirect from its former address, the moderation decision for a changed comment policy, and the revision; deletes its
 * schedule and withdrawal note; notifies followers of a new article by a job. `change` is the public description of an update. Call `refreshRelated` afterwards.
 * Refused beside fields; then nothing was written.
 */
export async function publishArticle(
  tx: Executor,
  draft: Draft,
  options: PublishOptions,
): Promise<Result<PublishedArticle>> {
  const written = await writePublication(tx, draft, options);
  if (written.ok) await finishPublications(tx, [written.value]);
  return written;
}

/** What `writePublication` wrote, and what `finishPublications` still has to do. */
export interface WrittenPublication extends PublishedArticle {
  activity: { kind: "published" | "updated"; memberId: number | null } | undefined;
  /** Whether readers could not see the article before. */
  isFirst: boolean;
  /** Whether followers are to be notified. */
  isAnnounced: boolean;
}

/**
 * Does the part of `publishArticle` that differs for each article. `finishPublications` must follow in the same
 * transaction.
 */
export async function writePublication(
  tx: Executor,
  draft: Draft,
  options: PublishOptions,
): Promise<Result<WrittenPublication>> {
  const { memberId, at } = options;
  const { id, content, version } = draft;
  const fieldErrors = await validateForPublishing(tx, draft);
  if (Object.keys(fieldErrors).length > 0) return refused("form.invalid", fieldErrors);
  const wasPublic = draft.status === "published";
  // The first write: if it is refused, nothing else has been written.
  const recorded = wasPublic ? await recordUpdate(tx, draft, options) : ok(silentChange);
  if (!recorded.ok) return recorded;

  const slug = await chooseSlug(tx, draft);
  await publishStory(tx, draft, memberId);
  await upsertArticle(tx, await toArticleInput(tx, draft, slug, at ?? new Date()), id, wasPublic ? "now" : "update");
  if (!isPlaceholderSlug(draft.slug) && draft.slug !== slug && draft.publishedAt) {
    await tx.delete(redirects).where(eq(redirects.fromPath, `/articles/${slug}`));
    await addRedirect(tx, `/articles/${draft.slug}`, { articleId: id });
  }
  const { commentPolicy: policy, slowModeMinutes } = content;
  // What was public before may have decisions on its thread: a change is one more.
  const isDecision = memberId !== null && draft.status !== "draft";
  const newPolicy = wasPublic ? policy : undefined;
  if (isDecision) {
    if (newPolicy !== undefined || slowModeMinutes !== undefined)
      await setThreadStateAsEditor(tx, { id: memberId }, id, { policy: newPolicy, slowModeMinutes });
  } else if (wasPublic) {
    if (policy !== undefined) await tx.update(articles).set({ commentPolicy: policy }).where(eq(articles.id, id));
  } else if (draft.status === "draft" && slowModeMinutes !== undefined)
    await tx.update(articles).set({ slowModeMinutes }).where(eq(articles.id, id));
  // A correction is stored in a separate row, which the activity log reads too.
  const activity = wasPublic ? (recorded.value.kind === "typo" ? "updated" : undefined) : "published";
  const [saved] = await Promise.all([
    writeDraft(
      tx,
      id,
      memberId,
      null,
      options.isScheduled ? version : version + 1,
      options.isOutsideEditor ? null : draft.lastPageKey,
    ),
    draft.status === "withdrawn" && deleteWithdrawal(tx, id),
    addRevision(tx, id, { memberId, kind: "live", content: { ...content, slug } }),
  ]);
  return ok({
    ...saved,
    slug,
    activity: activity && { kind: activity, memberId },
    isFirst: !wasPublic,
    isAnnounced: !wasPublic && isNews(draft.publishedAt ?? at ?? null),
  });
}

/**
 * Does the rest for all of them at once: deletes their schedules, records the activities, marks feed items as
 * published, and enqueues the announcements.
 */
export async function finishPublications(tx: Executor, written: readonly WrittenPublication[]): Promise<void> {
  const first = written.filter(({ isFirst }) => isFirst).map(({ id }) => id);
  await Promise.all([
    deleteSchedules(
      tx,
      written.map(({ id }) => id),
    ),
    recordActivities(
      tx,
      written.flatMap(({ id, activity }) =>
        activity ? [{ kind: activity.kind, actorId: activity.memberId, subjectId: id }] : [],
      ),
    ),
    first.length > 0 && markItemsPublished(tx, first),
  ]);
  // In several steps: after an error of another statement, a later step would run outside the savepoint.
  const announced = written.filter(({ isAnnounced }) => isAnnounced).map(({ id }) => ({ article: id }));
  await enqueueAll(tx, articleAnnouncementJob, announced, undefined);
}

/** Puts the article into the story of its draft, which is created if nobody has yet. */
async function publishStory(tx: Executor, draft: Draft, memberId: number | null): Promise<void> {
  const { story } = draft.content;
  if (!story) return writeDraftStory(tx, draft, { ...draft.content, story: null });
  const storyId = story.id ?? (await ensureStory(tx, story.title, story.kind, memberId));
  await writeDraftStory(tx, draft, { ...draft.content, story: { ...story, id: storyId } });
}

const silentChange: ArticleChange = { kind: "typo", note: "" };

/**
 * Records the kind of an update for readers. The kind is optional if no words changed; otherwise its absence is refused
 * beside `change`.
 */
async function recordUpdate(
  tx: Executor,
  draft: Draft,
  { memberId, change }: PublishOptions,
): Promise<Result<ArticleChange>> {
  const stored = change ? undefined : await findStoredContent(tx, draft.id);
  if (stored && hasTextChanged(stored, draft.content))
    return refused("form.invalid", { change: "correction.kindMissing" });
  const kind = change ?? silentChange;
  const recorded = await addCorrection(tx, draft.id, memberId, kind);
  return recorded.ok ? ok(kind) : recorded;
}

/**
 * Turns a published, scheduled or withdrawn article back into a draft: readers no longer find it. It keeps its date for
 * the next publication.
 */
export async function unpublishArticle(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    await lockItemsOfArticle(tx, id);
    const opened = await lockDraft(tx, editor, id);
    if (!opened.ok) return opened;
    const draft = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    if (draft.version !== version) return refuseStaleVersion(tx, draft);
    if (draft.status === "draft") return refused("newsroom.notPublished");
    return ok(await revertToDraft(tx, draft, editor.id, editor.isOutsideEditor ? null : draft.lastPageKey));
  });
}

/** Turns a locked article that is not a draft back into one, in the caller's transaction. */
export async function revertToDraft(
  tx: Executor,
  draft: Draft,
  memberId: number | null,
  lastPageKey: string | null = null,
): Promise<SavedDraft> {
  const { id, version } = draft;
  await deleteSchedule(tx, id);
  await deleteWithdrawal(tx, id);
  await setArticleStatus(tx, [id], "draft");
  const kind = draft.status === "scheduled" ? "unscheduled" : "unpublished";
  await recordActivity(tx, { kind, actorId: memberId, subjectId: id });
  await refreshRelated(tx, [id]);
  return writeDraft(tx, id, memberId, draft.differs ? draft.content : null, version + 1, lastPageKey);
}
