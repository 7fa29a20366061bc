import { eq } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles, redirects } from "#db/schema.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { type ArticleChange, addCorrection } from "#features/corrections/mutations.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { mayPublish } from "#features/members/policy.ts";
import { setThreadPolicyAsEditor } from "#features/moderation/decisions/editor-decision.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hasTextChanged } from "../revisions/diff.ts";
import { addRevision } from "../revisions/mutations.ts";
import { toArticleInput } from "./draft-to-article.ts";
import { lockDraft, refuseStaleVersion, type SavedDraft, type Writer, writeDraft } from "./mutations.ts";
import { type Draft, findStoredContent, isPlaceholderSlug } from "./queries.ts";
import { deleteSchedule } from "./schedules.ts";
import { chooseSlug, validateForPublishing } from "./slug.ts";
import { deleteWithdrawal } from "./withdraw.ts";

interface PublishedArticle extends SavedDraft {
  slug: string;
}

/**
 * Gives readers the text that is worked on: publishes a draft, or updates what is published, in one transaction with all that hangs on it
 * (`publishArticle`) and the selections of related articles. `change` is the kind of an update, required if words change for readers. Refused with `member.forbidden`, `newsroom.gone`, `newsroom.changed` or beside fields.
 */
export async function publishDraft(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
  change?: ArticleChange,
): Promise<Result<PublishedArticle>> {
  return db.transaction(async (tx): Promise<Result<PublishedArticle>> => {
    const opened = await lockDraft(tx, editor, id);
    if (!opened.ok) return opened;
    const desk = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    if (desk.version !== version) return refuseStaleVersion(tx, desk);
    const given = await publishArticle(tx, desk, { memberId: editor.id, change, elsewhere: editor.elsewhere });
    if (given.ok) await refreshRelated(tx, [id], desk.status === "published" ? "now" : "update");
    return given;
  });
}

/** By whom, with which public words, and dated when, a text reaches readers. */
interface PublishOptions {
  /** Null: their account has gone since. */
  memberId: number | null;
  /** Undefined: no kind was chosen for the update. */
  change: ArticleChange | undefined;
  /** The date of a first publication; now when absent. */
  at?: Date;
  /** By the clock: whoever has the text open goes on from it, since it is the one that they have. */
  byClock?: true;
  /** As of a `Writer`. */
  elsewhere?: true | undefined;
}

/**
 * What publishing is, in the caller's transaction, on a desk that is locked: the article with its joins, new tags and source, a redirect
 * from a former address, the decision that a change of comment policy is, and the revision; what was planned for it, or said of its
 * withdrawal, is over. `change` says publicly what is put right or added in a text that readers have. Call `refreshRelated` afterwards.
 * Refused beside fields, then nothing was written.
 */
export async function publishArticle(
  tx: Executor,
  desk: Draft,
  giving: PublishOptions,
): Promise<Result<PublishedArticle>> {
  const { memberId, at } = giving;
  const { id, content, version } = desk;
  const wrong = await validateForPublishing(tx, desk);
  if (Object.keys(wrong).length > 0) return refused("form.invalid", wrong);
  const wasPublic = desk.status === "published";
  // The first thing written: where it is refused nothing else has happened.
  const said = wasPublic ? await recordUpdate(tx, desk, giving) : ok(silentChange);
  if (!said.ok) return said;

  const slug = await chooseSlug(tx, desk);
  await upsertArticle(tx, await toArticleInput(tx, desk, slug, at ?? new Date()), id, wasPublic ? "now" : "update");
  if (!isPlaceholderSlug(desk.slug) && desk.slug !== slug && desk.publishedAt) {
    await tx.delete(redirects).where(eq(redirects.fromPath, `/articles/${slug}`));
    await addRedirect(tx, `/articles/${desk.slug}`, { articleId: id });
  }
  if (wasPublic && memberId !== null) await setThreadPolicyAsEditor(tx, { id: memberId }, id, content.commentPolicy);
  else if (wasPublic)
    await tx.update(articles).set({ commentPolicy: content.commentPolicy }).where(eq(articles.id, id));
  // A correction has a row of its own, which the log of what was done reads too.
  const deed = wasPublic ? (said.value.kind === "typo" ? "updated" : undefined) : "published";
  const [saved] = await Promise.all([
    writeDraft(
      tx,
      id,
      memberId,
      null,
      giving.byClock ? version : version + 1,
      giving.elsewhere ? null : desk.lastPageKey,
    ),
    deleteSchedule(tx, id),
    desk.status === "withdrawn" && deleteWithdrawal(tx, id),
    addRevision(tx, id, { memberId, kind: "live", content: { ...content, slug } }),
    deed && recordActivity(tx, { kind: deed, actorId: memberId, subjectId: id }),
  ]);
  return ok({ ...saved, slug });
}

const silentChange: ArticleChange = { kind: "typo", note: "" };

/** Records the kind of an update for readers. If no words changed it may be left out; otherwise it is refused beside `change`. */
async function recordUpdate(
  tx: Executor,
  desk: Draft,
  { memberId, change }: PublishOptions,
): Promise<Result<ArticleChange>> {
  const stored = change ? undefined : await findStoredContent(tx, desk.id);
  if (stored && hasTextChanged(stored, desk.content))
    return refused("form.invalid", { change: "correction.kindMissing" });
  const kind = change ?? silentChange;
  const said = await addCorrection(tx, desk.id, memberId, kind);
  return said.ok ? ok(kind) : said;
}

/** Takes an article back to the drafts, also one that was withdrawn or waits for its time: readers no longer find it. Its date stays for when it comes back. */
export async function unpublishArticle(
  db: Database,
  editor: Writer,
  id: number,
  version: number,
): Promise<Result<SavedDraft>> {
  return db.transaction(async (tx): Promise<Result<SavedDraft>> => {
    const opened = await lockDraft(tx, editor, id);
    if (!opened.ok) return opened;
    const desk = opened.value;
    if (!mayPublish(editor)) return refused("member.forbidden");
    if (desk.version !== version) return refuseStaleVersion(tx, desk);
    if (desk.status === "draft") return refused("newsroom.notPublished");
    await deleteSchedule(tx, id);
    await deleteWithdrawal(tx, id);
    await setArticleStatus(tx, [id], "draft");
    const kind = desk.status === "scheduled" ? "unscheduled" : "unpublished";
    await recordActivity(tx, { kind, actorId: editor.id, subjectId: id });
    await refreshRelated(tx, [id]);
    return ok(
      await writeDraft(
        tx,
        id,
        editor.id,
        desk.differs ? desk.content : null,
        version + 1,
        editor.elsewhere ? null : desk.lastPageKey,
      ),
    );
  });
}
