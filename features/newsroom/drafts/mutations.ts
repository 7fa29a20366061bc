import { randomUUID } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleAuthors, articleCategories, articleDrafts, articles, authors, media, members } from "#db/schema.ts";
import { listMediaIds } from "#features/articles/rules.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { readSettings } from "#features/settings/queries.ts";
import { upsertAuthor } from "#features/taxonomy/mutations.ts";
import { siteLocale } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { mayChooseBylines, mayEditArticle } from "../policy.ts";
import { addRevision, findRevision } from "../revisions/mutations.ts";
import { dismissRejectedSaves } from "../revisions/rejected-saves.ts";
import { resolveBylines, type SubmittedContent } from "./bylines.ts";
import { deleteSchedule } from "./delete-schedule.ts";
import { withDiscussionChoicesOf } from "./discussion-choices.ts";
import { resolveDraftStory, writeDraftStory } from "./draft-story.ts";
import { lockItemsOfArticle, releaseItemsOfDraft } from "./feed-items.ts";
import { type Draft, findByline, findDraft, placeholderSlug, resolveMergedCategories } from "./queries.ts";

export type Writer = Pick<Viewer, "id" | "role"> & {
  /** They act from outside the article's page: a page that has it open learns of it when it saves. */
  isOutsideEditor?: true;
};

export interface SavedDraft {
  id: number;
  version: number;
  savedAt: Date;
}

/** Returns the content of a new article, with its writer's byline. */
export async function emptyContent(tx: Executor, memberId: number): Promise<DraftContent> {
  return {
    title: "",
    lead: "",
    slug: "",
    bodyHtml: "",
    categoryIds: [],
    tags: [],
    leadMediaId: null,
    leadCaption: "",
    source: null,
    canonicalUrl: "",
    seoTitle: "",
    seoDescription: "",
    commentsCloseAfterDays: null,
    authorIds: [await ensureByline(tx, memberId)],
  };
}

async function ensureByline(tx: Executor, memberId: number): Promise<number> {
  const known = await findByline(tx, memberId);
  if (known !== undefined) return known;
  const [member] = await tx
    .select({ name: members.name, handle: members.handle })
    .from(members)
    .where(eq(members.id, memberId));
  if (!member) throw new Error(`There is no member ${memberId}.`);
  const [existingAuthor] = await tx.select({ id: authors.id }).from(authors).where(eq(authors.handle, member.handle));
  const handle = existingAuthor ? `${member.handle}-${memberId}` : member.handle;
  return upsertAuthor(tx, { handle, name: member.name, memberId });
}

/**
 * Creates a draft, which only its writer and the editors see. A contributor's draft has the contributor's own byline.
 */
export async function createDraft(
  db: Executor,
  writer: Writer,
  submitted: SubmittedContent,
  lastPageKey: string | null = null,
): Promise<SavedDraft> {
  return db.transaction(async (tx) => {
    const names =
      submitted.authorIds === undefined || !mayChooseBylines(writer) ? [await ensureByline(tx, writer.id)] : [];
    return insertDraft(tx, writer.id, resolveBylines(writer, submitted, names), lastPageKey);
  });
}

/** Inserts a draft of an editor with the bylines of its content; `memberId` is null if it was made by a policy. */
export async function insertDraft(
  db: Executor,
  memberId: number | null,
  submitted: DraftContent,
  lastPageKey: string | null = null,
): Promise<SavedDraft> {
  return db.transaction(async (tx) => {
    const content = await resolveDraftStory(
      tx,
      { id: undefined, storyId: null },
      await resolveMergedCategories(tx, submitted),
    );
    const [article] = await tx
      .insert(articles)
      .values({ slug: placeholderSlug(randomUUID()), title: content.title, lead: content.lead, editedAt: sql`now()` })
      .returning({ id: articles.id });
    if (!article) throw new Error("The article was not inserted.");
    const [draft] = await tx
      .insert(articleDrafts)
      .values({ articleId: article.id, ownerId: memberId, content, version: 1, savedBy: memberId, lastPageKey })
      .returning({ savedAt: articleDrafts.savedAt });
    if (!draft) throw new Error("The draft was not inserted.");
    await lockPictures(tx, content);
    await writeDraftJoins(tx, article.id, content);
    await writeDraftStory(tx, { id: article.id, storyId: null }, content);
    await addRevision(tx, article.id, { memberId, kind: "save", content });
    return { id: article.id, version: 1, savedAt: draft.savedAt };
  });
}

/**
 * Locks an article's draft for a member who may edit it. Refused with `newsroom.gone`, `member.forbidden`, and, if
 * `version` is no longer the current one, `newsroom.changed`, which names who saved meanwhile.
 */
export async function lockDraft(tx: Executor, writer: Writer, id: number, version?: number): Promise<Result<Draft>> {
  const draft = await findDraft(tx, id, true);
  if (!draft) return refused("newsroom.gone");
  if (!mayEditArticle(writer, draft)) return refused("member.forbidden");
  return version === undefined || draft.version === version ? ok(draft) : refuseStaleVersion(tx, draft);
}

export async function refuseStaleVersion(tx: Executor, draft: Draft) {
  const zone = (await readSettings(tx))["site.zone"];
  const at = draft.savedAt ?? new Date();
  return refused("newsroom.changed", undefined, {
    name: draft.savedBy ?? "–",
    at: formatDate(at, { locale: siteLocale(), zone, style: "full" }),
  });
}

/** Whether two contents are equal, regardless of the order of their keys: jsonb reorders them. */
export function isSameContent(a: DraftContent, b: DraftContent): boolean {
  const text = (content: DraftContent) => JSON.stringify(content, (_key, value: unknown) => sortKeys(value));
  return text(a) === text(b);
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** Writes the draft's row. `lastPageKey` is the page that saved; it may save again even if it missed the response. */
export async function writeDraft(
  tx: Executor,
  articleId: number,
  memberId: number | null,
  content: DraftContent | null,
  version: number,
  lastPageKey: string | null = null,
): Promise<SavedDraft> {
  if (content) await lockPictures(tx, content);
  const row = { content, version, savedBy: memberId, savedAt: sql`now()`, lastPageKey };
  const [saved] = await tx
    .insert(articleDrafts)
    .values({ articleId, ...row })
    .onConflictDoUpdate({ target: articleDrafts.articleId, set: row })
    .returning({ savedAt: articleDrafts.savedAt });
  if (!saved) throw new Error("The draft was not written.");
  return { id: articleId, version, savedAt: saved.savedAt };
}

/**
 * Locks the pictures that a text shows against deletion until the commit: a deletion waits, and then finds them in use.
 * A picture that is already deleted is ignored; the text is saved whatever it shows.
 */
async function lockPictures(tx: Executor, content: DraftContent): Promise<void> {
  const ids = [...new Set([...listMediaIds(content.bodyHtml), ...(content.leadMediaId ? [content.leadMediaId] : [])])];
  if (ids.length === 0) return;
  // Ordered by id, so that two texts with the same pictures never deadlock.
  await tx.select({ id: media.id }).from(media).where(inArray(media.id, ids)).orderBy(media.id).for("key share");
}

/** Whether the article was not published or is withdrawn: its own row then follows the draft. */
export function isUnpublished({ status }: Draft): boolean {
  return status === "draft" || status === "scheduled";
}

/**
 * Copies what the newsroom's list shows, searches and filters by from the content to an unpublished article's own row.
 */
export async function syncDraftToArticle(tx: Executor, before: Draft, content: DraftContent): Promise<void> {
  const old = before.content;
  if (old.title !== content.title || old.lead !== content.lead) {
    await tx
      .update(articles)
      .set({ title: content.title, lead: content.lead, editedAt: sql`now()` })
      .where(eq(articles.id, before.id));
  }
  if (String(old.categoryIds) !== String(content.categoryIds) || String(old.authorIds) !== String(content.authorIds)) {
    await writeDraftJoins(tx, before.id, content);
  }
  await writeDraftStory(tx, before, content);
}

async function writeDraftJoins(tx: Executor, articleId: number, content: DraftContent): Promise<void> {
  await tx.delete(articleCategories).where(eq(articleCategories.articleId, articleId));
  await tx.delete(articleAuthors).where(eq(articleAuthors.articleId, articleId));
  await tx.execute(sql`
    insert into ${articleCategories} (article_id, category_id, position)
    select ${articleId}, c.id, g.n - 1 from unnest(${sql.param(content.categoryIds)}::bigint[]) with ordinality g(id, n) join categories c on c.id = g.id`);
  await tx.execute(sql`
    insert into ${articleAuthors} (article_id, author_id, position)
    select ${articleId}, c.id, g.n - 1 from unnest(${sql.param(content.authorIds)}::bigint[]) with ordinality g(id, n) join authors c on c.id = g.id`);
}

/**
 * Restores a revision as the draft; the present text remains as a revision. A contributor's restore leaves the bylines
 * as they are.
 */
export async function restoreRevision(
  db: Database,
  writer: Writer,
  id: number,
  revisionId: number,
  version: number,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const opened = await lockDraft(tx, writer, id, version);
    if (!opened.ok) return opened;
    const draft = opened.value;
    const revision = await findRevision(tx, id, revisionId);
    if (!revision) return refused("newsroom.noRevision");
    if (!isSameContent(draft.content, revision.content)) {
      await addRevision(tx, id, { memberId: writer.id, kind: "save", content: draft.content });
    }
    const restored = {
      story: draft.content.story ?? null,
      ...withDiscussionChoicesOf(draft.content, revision.content),
    };
    const content = await resolveDraftStory(
      tx,
      draft,
      await resolveMergedCategories(tx, resolveBylines(writer, restored, draft.content.authorIds)),
    );
    if (isUnpublished(draft)) await syncDraftToArticle(tx, draft, content);
    const saved = await writeDraft(tx, id, writer.id, content, version + 1);
    await addRevision(tx, id, { memberId: writer.id, kind: "restore", content });
    await dismissRejectedSaves(tx, id, revisionId);
    return ok(saved);
  });
}

/** Discards the unpublished changes of a published article. The discarded text remains as a revision. */
export async function discardChanges(
  db: Database,
  writer: Writer,
  id: number,
  version: number,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const opened = await lockDraft(tx, writer, id, version);
    if (!opened.ok) return opened;
    const draft = opened.value;
    if (draft.status !== "published" || !draft.differs) return refused("newsroom.nothingToDrop");
    await addRevision(tx, id, { memberId: writer.id, kind: "save", content: draft.content });
    await deleteSchedule(tx, id);
    return ok(await writeDraft(tx, id, writer.id, null, version + 1));
  });
}

/** Deletes a draft that was never published. The item of a feed that it was made of waits in the inbox again. */
export async function deleteDraft(
  db: Database,
  writer: Writer,
  id: number,
  version: number,
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    await lockItemsOfArticle(tx, id);
    const opened = await lockDraft(tx, writer, id, version);
    if (!opened.ok) return opened;
    if (opened.value.status === "draft" && opened.value.publishedAt === null)
      await releaseItemsOfDraft(tx, id, writer.id);
    const deleted = await tx
      .delete(articles)
      .where(and(eq(articles.id, id), eq(articles.status, "draft"), sql`${articles.publishedAt} is null`))
      .returning({ id: articles.id });
    if (deleted.length === 0) return refused("newsroom.notADraft");
    await invalidateTags(tx, [articleCacheTags.id(id)]);
    return ok(undefined);
  });
}
