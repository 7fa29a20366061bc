import { and, eq, TransactionRollbackError } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articleCreations, type RevisionKind } from "#db/schema.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { mayEditArticle, mayRead } from "../policy.ts";
import { addRevision } from "../revisions/mutations.ts";
import { keepRejectedSave } from "../revisions/rejected-saves.ts";
import { resolveBylines, type SubmittedContent } from "./bylines.ts";
import { resolveDraftStory } from "./draft-story.ts";
import { findOtherLockHolder } from "./edit-lock.ts";
import {
  createDraft,
  isSameContent,
  isUnpublished,
  refuseStaleVersion,
  type SavedDraft,
  syncDraftToArticle,
  type Writer,
  writeDraft,
} from "./mutations.ts";
import { findDraft, isPlaceholderSlug, resolveMergedCategories } from "./queries.ts";

/** The page that saves. */
interface SavingPage {
  /** Its key, new at each rendering. */
  key: string;
  /** The key under which it holds the edit lock; a page without scripts holds none. */
  lease?: string | undefined;
}

/**
 * Creates an article, once for each page. A repeated request (a lost response, a second click) saves the article that
 * the page created. Refused as `saveDraft` refuses.
 */
export async function createDraftOnce(
  db: Database,
  writer: Writer,
  content: SubmittedContent,
  page: SavingPage,
): Promise<Result<SavedDraft>> {
  const created = await db
    .transaction(async (tx) => {
      const saved = await createDraft(tx, writer, content, page.key);
      const first = await tx
        .insert(articleCreations)
        .values({ memberId: writer.id, key: page.key, articleId: saved.id })
        .onConflictDoNothing()
        .returning({ articleId: articleCreations.articleId });
      if (first.length === 0) tx.rollback();
      return saved;
    })
    .catch((error: unknown) => {
      if (error instanceof TransactionRollbackError) return undefined;
      throw error;
    });
  if (created) return ok(created);
  const [known] = await db
    .select({ id: articleCreations.articleId })
    .from(articleCreations)
    .where(and(eq(articleCreations.memberId, writer.id), eq(articleCreations.key, page.key)));
  // It was deleted since: create it again for its author.
  if (!known) return ok(await createDraft(db, writer, content, page.key));
  return saveDraft(db, writer, known.id, content, { version: 0, kind: "save", page });
}

interface SaveOptions {
  /** The version that the text was based on. */
  version: number;
  kind: RevisionKind;
  page?: SavingPage;
  /** A copy from a device replaces a text that was saved since; that text remains as a revision. */
  replaces?: boolean;
}

/**
 * Saves a draft; readers see nothing of it. Refusals that keep the text as a revision (nothing received is lost):
 * another version is current (`newsroom.changed`, which names who saved meanwhile); another page took over the edit
 * lock (`newsroom.taken`, or `newsroom.takenOwn` for a page of the same member); a contributor saves an article that is
 * the editors' now (`newsroom.notYours`). A text equal to the stored one is never refused to a member who may edit it.
 * Refusals that keep nothing: `newsroom.gone` and `member.forbidden`. A contributor's save leaves the bylines as they
 * are.
 */
export async function saveDraft(
  db: Executor,
  writer: Writer,
  id: number,
  submitted: SubmittedContent,
  { version, kind, page, replaces }: SaveOptions,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const draft = await findDraft(tx, id, true);
    if (!draft) return refused("newsroom.gone");
    const signed = resolveBylines(writer, submitted, draft.content.authorIds);
    // An empty field keeps the article's slug.
    const slug = signed.slug === "" && !isPlaceholderSlug(draft.slug) ? draft.slug : signed.slug;
    const content = await resolveDraftStory(
      tx,
      draft,
      await resolveMergedCategories(tx, {
        ...signed,
        slug,
        story: signed.story === undefined ? (draft.content.story ?? null) : signed.story,
      }),
      kind === "auto" ? undefined : writer,
    );
    const same = isSameContent(draft.content, content);
    const leave = async (refusal: Refusal) => {
      if (!same) await keepRejectedSave(tx, id, writer.id, content);
      return refusal;
    };
    if (!mayEditArticle(writer, draft))
      return mayRead(writer, draft) ? leave(refused("newsroom.notYours")) : refused("member.forbidden");
    const isElsewhere = draft.version !== version;
    const holder = page?.lease === undefined ? undefined : await findOtherLockHolder(tx, id, page.lease);
    // The same text sent twice (a lost response, a second click) is no conflict.
    if (same && draft.savedAt && (isElsewhere || holder))
      return ok({ id, version: draft.version, savedAt: draft.savedAt });
    if (holder?.memberId === writer.id) return leave(refused("newsroom.takenOwn"));
    if (holder) return leave(refused("newsroom.taken", undefined, { name: holder.name }));
    if (isElsewhere) {
      // Nor is another save from the page that saved last: nobody else has saved since.
      if (page === undefined || draft.lastPageKey !== page.key) return leave(await refuseStaleVersion(tx, draft));
    }
    if (replaces && !same) await addRevision(tx, id, { memberId: null, kind: "save", content: draft.content });
    if (isUnpublished(draft)) await syncDraftToArticle(tx, draft, content);
    const saved = await writeDraft(tx, id, writer.id, content, draft.version + 1, page?.key);
    await addRevision(tx, id, { memberId: writer.id, kind, content });
    return ok(saved);
  });
}
