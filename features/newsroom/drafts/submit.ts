import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Database } from "#db/client.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { mayChooseBylines, mayEditArticle } from "../policy.ts";
import { dismissRejectedSaves, findRejectedSave, type RejectedSave } from "../revisions/rejected-saves.ts";
import type { ConfirmableAct } from "../rules.ts";
import { scheduleDraft, unscheduleDraft } from "../schedule/mutations.ts";
import { type ArticleForm, type heartbeatForm, toDraftContent } from "../schema.ts";
import { filterKnownBylines, type SubmittedContent } from "./bylines.ts";
import { type DraftState, readDraftState } from "./draft-state.ts";
import { acquireEditLock, type EditLock, releaseEditLock } from "./edit-lock.ts";
import { deleteDraft, discardChanges, type Writer } from "./mutations.ts";
import { publishDraft, unpublishArticle } from "./publish.ts";
import {
  findActToConfirm,
  isRepeatedSubmission,
  readPublishTime,
  wasPublishedBySchedule,
} from "./publish-confirmation.ts";
import { type Draft, findDraft } from "./queries.ts";
import { createDraftOnce, saveDraft } from "./save.ts";
import { validateForPublishing } from "./slug.ts";
import { validateWithdrawalNote, withdrawArticle } from "./withdraw.ts";

/** The result of a save, with the article's current status. */
export interface SaveResponse extends DraftState {
  id: number;
  savedAt: string;
  /** Saved, but not yet published or scheduled as requested: the checklist found something first. */
  asks: ConfirmableAct | null;
  /** The newest rejected save that nobody has dismissed. */
  refusedText: RejectedSave | null;
}

/** The holder of the edit lock, the article's state, and the newest rejected save that nobody has dismissed. */
export type EditLockResponse = EditLock & { standing: DraftState; refusedText: RejectedSave | null };

/**
 * Saves the editor's form and carries out the button that was clicked. Refused as `saveDraft` and the button's own
 * mutation refuse, and with `newsroom.otherMember` if the page was rendered for another member than the one who is
 * signed in.
 * @param bodyHtml the form's body, sanitised
 */
export async function submitArticle(
  db: Database,
  viewer: Writer,
  input: ArticleForm,
  bodyHtml: string,
): Promise<Result<SaveResponse>> {
  if (isForOtherMember(viewer, input.me)) return refused("newsroom.otherMember");
  const content = await readSubmittedContent(db, viewer, input, bodyHtml);
  if (!content.ok) return content;
  // Refused before anything is created: without scripts the page would stay that of a new article, and its next
  // submission would create a second one.
  if (input.id === undefined && (input.act === "publish" || input.act === "schedule")) {
    const fieldErrors = await validateForPublishing(db, { id: undefined, content: content.value });
    if (Object.keys(fieldErrors).length > 0) return refused("form.invalid", fieldErrors);
    const chosen = input.act === "schedule" ? await readPublishTime(db, input.publishAt) : ok(undefined);
    if (!chosen.ok) return chosen;
  }
  // A page rendered by an older version sends no key.
  const page = { key: input.key ?? randomUUID(), lease: input.lease };
  if (input.act === "withdraw") {
    const noteResult = validateWithdrawalNote(input.withdrawNote);
    if (!noteResult.ok) return noteResult;
  }
  const saved =
    input.id === undefined
      ? await createDraftOnce(db, viewer, content.value, page)
      : await saveDraft(db, viewer, input.id, content.value, {
          version: input.version,
          kind: input.act === "auto" ? "auto" : "save",
          page,
          replaces: input.replaces !== undefined,
        });
  if (!saved.ok) return saved;
  const { id, version } = saved.value;
  const opened = await findDraft(db, id);
  if (!opened) return refused("newsroom.gone");
  if (wasPublishedBySchedule(opened, input.seen, input.act)) return refused("newsroom.appeared");
  const actToConfirm = await findActToConfirm(db, viewer, opened, input);
  const after = actToConfirm ? ok(undefined) : await performActOnce(db, viewer, opened, version, page.key, input);
  if (!after.ok) return after;
  // A deleted article reports its state before the deletion.
  const draft = after.value === undefined || input.act === "delete" ? opened : await findDraft(db, id);
  if (!draft) return refused("newsroom.gone");
  return ok({
    ...(await readDraftState(db, draft)),
    id,
    asks: actToConfirm,
    refusedText: await findRejectedSave(db, id, viewer),
    savedAt: (draft.savedAt ?? new Date()).toISOString(),
  });
}

/**
 * Renews, takes over or releases a page's edit lock, or dismisses a rejected save. Returns the holder of the lock and
 * the article's state. Refused with `newsroom.gone`, `member.forbidden`, and with `newsroom.otherMember` as
 * `submitArticle` refuses.
 */
export async function updateEditLock(
  db: Database,
  viewer: Writer,
  { id, key, me, act, revision }: z.output<typeof heartbeatForm>,
): Promise<Result<EditLockResponse>> {
  if (isForOtherMember(viewer, me)) return refused("newsroom.otherMember");
  const draft = await findDraft(db, id);
  if (!draft) return refused("newsroom.gone");
  if (!mayEditArticle(viewer, draft)) return refused("member.forbidden");
  if (act === "release" || act === "dismiss") {
    if (act === "release") await releaseEditLock(db, id, key);
    else if (revision !== undefined) await dismissRejectedSaves(db, id, revision);
    return ok({ mine: true, standing: await readDraftState(db, draft), refusedText: null });
  }
  const lease = await acquireEditLock(db, id, { memberId: viewer.id, key, take: act === "take" });
  // Read after the lock: a new holder sees everything saved before.
  const current = await findDraft(db, id);
  if (!current) return refused("newsroom.gone");
  const refusedText = await findRejectedSave(db, id, viewer);
  return ok({ ...lease, standing: await readDraftState(db, current), refusedText });
}

/** Whether a page was rendered for another member than the one who is signed in. */
function isForOtherMember(viewer: Writer, me: number | undefined): boolean {
  return me !== undefined && me !== viewer.id;
}

/**
 * Carries out a button's act once: a second click on Publish from the same page, even at the same instant, finds it
 * done.
 */
async function performActOnce(
  db: Database,
  viewer: Writer,
  draft: Draft,
  version: number,
  page: string,
  input: ArticleForm,
): Promise<Result<unknown>> {
  if (await isRepeatedSubmission(db, draft, page, input)) return ok(draft);
  const done = await performAct(db, viewer, draft.id, version, input);
  if (done.ok || done.code !== "newsroom.changed") return done;
  const current = await findDraft(db, draft.id);
  return current && (await isRepeatedSubmission(db, current, page, input)) ? ok(current) : done;
}

async function performAct(
  db: Database,
  viewer: Writer,
  id: number,
  version: number,
  input: Pick<ArticleForm, "act" | "change" | "changeNote" | "changeCredit" | "publishAt" | "withdrawNote">,
): Promise<Result<unknown>> {
  const { act } = input;
  const change = input.change && { kind: input.change, note: input.changeNote, credit: input.changeCredit };
  if (act === "publish") return publishDraft(db, viewer, id, version, change);
  if (act === "schedule")
    return scheduleDraft(db, viewer, id, version, { local: input.publishAt, ...(change && { change }) });
  if (act === "unschedule") return unscheduleDraft(db, viewer, id, version);
  if (act === "withdraw") return withdrawArticle(db, viewer, id, version, input.withdrawNote);
  if (act === "unpublish") return unpublishArticle(db, viewer, id, version);
  if (act === "discard") return discardChanges(db, viewer, id, version);
  if (act === "delete") return deleteDraft(db, viewer, id, version);
  return ok(undefined);
}

async function readSubmittedContent(
  db: Database,
  viewer: Writer,
  input: ArticleForm,
  bodyHtml: string,
): Promise<Result<SubmittedContent>> {
  const named = mayChooseBylines(viewer) ? input.authors : undefined;
  const authorIds = named && (await filterKnownBylines(db, named));
  // An automatic save is never refused for it: a byline that was deleted meanwhile is left out.
  if (named && authorIds && authorIds.length < named.length && input.act !== "auto")
    return refused("form.invalid", { authors: "newsroom.authorUnknown" });
  return ok({ ...toDraftContent(input), authorIds, bodyHtml });
}
