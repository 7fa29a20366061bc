import { eq } from "drizzle-orm";
import { listArticleCacheTags } from "#db/cache-tags/list-article-cache-tags.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, articleWithdrawals } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { mayPublish } from "#features/members/policy.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { maxWithdrawalNoteLength } from "../rules.ts";
import { deleteSchedule } from "./delete-schedule.ts";
import { lockDraft, type SavedDraft, type Writer, writeDraft } from "./mutations.ts";
import type { Draft } from "./queries.ts";

/**
 * Validates the public note of a withdrawal: it is required, and limited to a few sentences. Refused beside
 * `withdrawNote`.
 */
export function validateWithdrawalNote(note: string): Result<string> {
  const text = note.replace(/\r\n?/g, "\n").trim();
  if (text === "") return refused("form.invalid", { withdrawNote: "newsroom.withdrawNoteMissing" });
  return [...text].length > maxWithdrawalNoteLength
    ? refused("form.invalid", { withdrawNote: "newsroom.withdrawNoteTooLong" }, { maxNote: maxWithdrawalNoteLength })
    : ok(text);
}

/**
 * Withdraws a published article: its address answers 410 with the note, and it leaves lists, feeds and the sitemap with
 * the commit. For a withdrawn article it changes the note. The address names the article by the draft's title, or not at
 * all if that is empty: a title can be what must not be read. The draft's version increases, so that a page that has it
 * open learns of it. Refused with `member.forbidden`, `newsroom.gone`, `newsroom.changed`, `newsroom.notPublished`, or
 * beside `withdrawNote`.
 */
export async function withdrawArticle(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
  note: string,
): Promise<Result<SavedDraft>> {
  const text = note.replace(/\r\n?/g, "\n").trim();
  if ([...text].length > maxWithdrawalNoteLength)
    return refused(
      "form.invalid",
      { withdrawNote: "newsroom.withdrawNoteTooLong" },
      { maxNote: maxWithdrawalNoteLength },
    );
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const opened = await lockDraft(tx, editor, id, version);
    if (!opened.ok) return opened;
    const draft = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    // An article that was never published has no public address to answer 410.
    if (draft.publishedAt === null) return refused("newsroom.notPublished");
    const page = editor.isOutsideEditor ? null : draft.lastPageKey;
    if (draft.differs) await tx.update(articles).set({ title: draft.content.title }).where(eq(articles.id, id));
    return ok(await withdrawDraft(tx, draft, { memberId: editor.id, note: text, lastPageKey: page }));
  });
}

interface WithdrawOptions {
  /** Null: a policy withdraws it. */
  memberId: number | null;
  /** Public, and already validated; empty: none. */
  note: string;
  lastPageKey: string | null;
}

/** Withdraws a locked article that has been published, or changes the note of a withdrawn one, in the caller's transaction. */
export async function withdrawDraft(
  tx: Executor,
  draft: Draft,
  { memberId, note, lastPageKey }: WithdrawOptions,
): Promise<SavedDraft> {
  const { id } = draft;
  await deleteSchedule(tx, id);
  if (note === "") await deleteWithdrawal(tx, id);
  else {
    const row = { note, memberId };
    await tx
      .insert(articleWithdrawals)
      .values({ articleId: id, ...row })
      .onConflictDoUpdate({ target: articleWithdrawals.articleId, set: row });
  }
  if (draft.status === "withdrawn") await invalidateTags(tx, await listArticleCacheTags(tx, [id]));
  else {
    await setArticleStatus(tx, [id], "withdrawn");
    await recordActivity(tx, { kind: "withdrawn", actorId: memberId, subjectId: id });
    await refreshRelated(tx, [id]);
  }
  return writeDraft(tx, id, memberId, draft.differs ? draft.content : null, draft.version + 1, lastPageKey);
}

/** Deletes an article's withdrawal note: the article is published again, or a draft. */
export async function deleteWithdrawal(tx: Executor, articleId: number): Promise<void> {
  await tx.delete(articleWithdrawals).where(eq(articleWithdrawals.articleId, articleId));
}

/** Finds the public note of an article's withdrawal; "" if there is none. */
export async function findWithdrawalNote(db: Executor, articleId: number): Promise<string> {
  const [row] = await db
    .select({ note: articleWithdrawals.note })
    .from(articleWithdrawals)
    .where(eq(articleWithdrawals.articleId, articleId));
  return row?.note ?? "";
}
