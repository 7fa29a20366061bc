import { and, eq, TransactionRollbackError } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articleCreations, type RevisionKind } from "#db/schema.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { mayEdit, mayRead } from "../policy.ts";
import { addRevision } from "../revisions/mutations.ts";
import { keepRejectedSave } from "../revisions/rejected-saves.ts";
import { resolveBylines, type SubmittedContent } from "./bylines.ts";
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
  /** Its own key, made anew each time it is drawn. */
  key: string;
  /** Under which it says that it is open; a page without scripts says nothing. */
  lease?: string | undefined;
}

/**
 * A new article, once for each page that begins one: sent again (its answer was lost, a second click) it is a save of the article that the
 * page began. Refused as `saveDesk`.
 */
export async function createDraftOnce(
  db: Database,
  writer: Writer,
  content: SubmittedContent,
  page: SavingPage,
): Promise<Result<SavedDraft>> {
  const begun = await db
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
  if (begun) return ok(begun);
  const [known] = await db
    .select({ id: articleCreations.articleId })
    .from(articleCreations)
    .where(and(eq(articleCreations.memberId, writer.id), eq(articleCreations.key, page.key)));
  // Deleted since: whoever writes on begins it again.
  if (!known) return ok(await createDraft(db, writer, content, page.key));
  return saveDraft(db, writer, known.id, content, { version: 0, kind: "save", page });
}

interface SaveOptions {
  /** The version that was worked on. */
  version: number;
  kind: RevisionKind;
  page?: SavingPage;
  /** A copy from a device takes the place of a text that was saved since: that one stays as a revision. */
  replaces?: boolean;
}

/**
 * Keeps a text that is being worked on; readers see nothing of it. Refused, with the text kept as a revision (nothing that came here is
 * lost), is a save on another version (`newsroom.changed`, which names who was faster), one of a page that another one took the article
 * over from (`newsroom.taken`, or `newsroom.takenOwn` where that is a page of the same member), and a contributor's once the article is the
 * editors' (`newsroom.notYours`). A text that is the site's already is refused to nobody who may write it. Refused with nothing kept:
 * `newsroom.gone` and `member.forbidden`. A contributor's save leaves the bylines as they are.
 */
export async function saveDraft(
  db: Executor,
  writer: Writer,
  id: number,
  given: SubmittedContent,
  { version, kind, page, replaces }: SaveOptions,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const desk = await findDraft(tx, id, true);
    if (!desk) return refused("newsroom.gone");
    const signed = resolveBylines(writer, given, desk.content.authorIds);
    // An empty field keeps the address that the article has.
    const slug = signed.slug === "" && !isPlaceholderSlug(desk.slug) ? desk.slug : signed.slug;
    const content = await resolveMergedCategories(tx, { ...signed, slug });
    const same = isSameContent(desk.content, content);
    const leave = async (refusal: Refusal) => {
      if (!same) await keepRejectedSave(tx, id, writer.id, content);
      return refusal;
    };
    if (!mayEdit(writer, desk))
      return mayRead(writer, desk) ? leave(refused("newsroom.notYours")) : refused("member.forbidden");
    const isElsewhere = desk.version !== version;
    const holder = page?.lease === undefined ? undefined : await findOtherLockHolder(tx, id, page.lease);
    // The same text sent twice (an answer that was lost, a second click) is no conflict.
    if (same && desk.savedAt && (isElsewhere || holder))
      return ok({ id, version: desk.version, savedAt: desk.savedAt });
    if (holder?.memberId === writer.id) return leave(refused("newsroom.takenOwn"));
    if (holder) return leave(refused("newsroom.taken", undefined, { name: holder.name }));
    if (isElsewhere) {
      // Nor is more of it from the page that saved last: nobody else did since what it knows of.
      if (page === undefined || desk.lastPageKey !== page.key) return leave(await refuseStaleVersion(tx, desk));
    }
    if (replaces && !same) await addRevision(tx, id, { memberId: null, kind: "save", content: desk.content });
    if (isUnpublished(desk)) await syncDraftToArticle(tx, desk, content);
    const saved = await writeDraft(tx, id, writer.id, content, desk.version + 1, page?.key);
    await addRevision(tx, id, { memberId: writer.id, kind, content });
    return ok(saved);
  });
}
