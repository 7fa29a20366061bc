import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Database } from "#db/client.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { mayChooseBylines, mayEdit } from "../policy.ts";
import type { Asked } from "../rules.ts";
import { scheduleDesk, unschedule } from "../schedule/mutations.ts";
import { type ArticleForm, type beatForm, contentIn } from "../schema.ts";
import { wrongFields } from "./addresses.ts";
import { asksFirst, chosenTime, hasAppeared, isRepeatedSubmission } from "./asking.ts";
import { knownBylines, type WrittenContent } from "./bylines.ts";
import { holdLease, type Lease, releaseLease } from "./leases.ts";
import { deleteDraft, discardChanges, type Writer } from "./mutations.ts";
import { publishDesk, unpublish } from "./publish.ts";
import { type Desk, findDesk } from "./queries.ts";
import { dismissRefusedTexts, findRefusedText, type RefusedText } from "./refused-texts.ts";
import { beginOnce, saveDesk } from "./saving.ts";
import { type Standing, standingOf } from "./standing.ts";
import { saidOfWithdrawal, withdraw } from "./withdraw.ts";

/** The result of a save, with the article's current status. */
export interface SavedArticle extends Standing {
  id: number;
  savedAt: string;
  /** Saved, but not yet published or scheduled as requested: the checklist found something first. */
  asks: Asked | null;
  /** The newest refused text that nobody has dismissed. */
  refusedText: RefusedText | null;
}

/** Who holds the edit lock, the article's status, and the newest refused text that nobody has dismissed. */
export type PresenceAnswer = Lease & { standing: Standing; refusedText: RefusedText | null };

/**
 * Saves what the editor's form contains and does what its button says. Refused as `saveDesk` and the button's own action are, and
 * with `newsroom.otherMember` if the page was rendered for a member other than the one who is now signed in.
 * @param bodyHtml the form's body, sanitised
 */
export async function submitArticle(
  db: Database,
  viewer: Writer,
  input: ArticleForm,
  bodyHtml: string,
): Promise<Result<SavedArticle>> {
  if (isOfAnother(viewer, input.me)) return refused("newsroom.otherMember");
  const content = await contentOf(db, viewer, input, bodyHtml);
  if (!content.ok) return content;
  // Refused before anything is begun: without a script the page stays the one of a new article, and would begin a second one.
  if (input.id === undefined && (input.act === "publish" || input.act === "schedule")) {
    const wrong = await wrongFields(db, { id: undefined, content: content.value });
    if (Object.keys(wrong).length > 0) return refused("form.invalid", wrong);
    const chosen = input.act === "schedule" ? await chosenTime(db, input.publishAt) : ok(undefined);
    if (!chosen.ok) return chosen;
  }
  // A form without a key comes from a page older than keys: give it one of its own.
  const page = { key: input.key ?? randomUUID(), lease: input.lease };
  if (input.act === "withdraw") {
    const said = saidOfWithdrawal(input.withdrawNote);
    if (!said.ok) return said;
  }
  const saved =
    input.id === undefined
      ? await beginOnce(db, viewer, content.value, page)
      : await saveDesk(db, viewer, input.id, content.value, {
          version: input.version,
          kind: input.act === "auto" ? "auto" : "save",
          page,
          replaces: input.replaces !== undefined,
        });
  if (!saved.ok) return saved;
  const { id, version } = saved.value;
  const kept = await findDesk(db, id);
  if (!kept) return refused("newsroom.gone");
  if (hasAppeared(kept, input.seen, input.act)) return refused("newsroom.appeared");
  const asks = await asksFirst(db, viewer, kept, input);
  const after = asks ? ok(undefined) : await doOnce(db, viewer, kept, version, page.key, input);
  if (!after.ok) return after;
  // Of one that was just deleted, what it was.
  const desk = after.value === undefined || input.act === "delete" ? kept : await findDesk(db, id);
  if (!desk) return refused("newsroom.gone");
  return ok({
    ...{ ...(await standingOf(db, desk)), id, asks },
    refusedText: await findRefusedText(db, id, viewer),
    savedAt: (desk.savedAt ?? new Date()).toISOString(),
  });
}

/**
 * Renews, takes over or releases a page's edit lock, or dismisses a refused text. Gives the lock's present holder and the article's status.
 * Refused with `newsroom.gone`, `member.forbidden`, and as `submitArticle` for a page that was rendered for another member.
 */
export async function sayPresence(
  db: Database,
  viewer: Writer,
  { id, key, me, act, revision }: z.output<typeof beatForm>,
): Promise<Result<PresenceAnswer>> {
  if (isOfAnother(viewer, me)) return refused("newsroom.otherMember");
  const desk = await findDesk(db, id);
  if (!desk) return refused("newsroom.gone");
  if (!mayEdit(viewer, desk)) return refused("member.forbidden");
  if (act === "release" || act === "dismiss") {
    if (act === "release") await releaseLease(db, id, key);
    else if (revision !== undefined) await dismissRefusedTexts(db, id, revision);
    return ok({ mine: true, standing: await standingOf(db, desk), refusedText: null });
  }
  const lease = await holdLease(db, id, { memberId: viewer.id, key, take: act === "take" });
  // After the lease: whoever has it now sees what was saved before.
  const now = await findDesk(db, id);
  if (!now) return refused("newsroom.gone");
  const refusedText = await findRefusedText(db, id, viewer);
  return ok({ ...lease, standing: await standingOf(db, now), refusedText });
}

/** Whether a page was rendered for a member other than the one who is now signed in. */
function isOfAnother(viewer: Writer, me: number | undefined): boolean {
  return me !== undefined && me !== viewer.id;
}

/** Does what a button says, once: a second click on Publish from the same page, even at the same instant, finds it done. */
async function doOnce(
  db: Database,
  viewer: Writer,
  desk: Desk,
  version: number,
  page: string,
  input: ArticleForm,
): Promise<Result<unknown>> {
  if (await isRepeatedSubmission(db, desk, page, input)) return ok(desk);
  const done = await doAct(db, viewer, desk.id, version, input);
  if (done.ok || done.code !== "newsroom.changed") return done;
  const now = await findDesk(db, desk.id);
  return now && (await isRepeatedSubmission(db, now, page, input)) ? ok(now) : done;
}

async function doAct(
  db: Database,
  viewer: Writer,
  id: number,
  version: number,
  input: Pick<ArticleForm, "act" | "change" | "changeNote" | "publishAt" | "withdrawNote">,
): Promise<Result<unknown>> {
  const { act } = input;
  const change = input.change && { kind: input.change, note: input.changeNote };
  if (act === "publish") return publishDesk(db, viewer, id, version, change);
  if (act === "schedule")
    return scheduleDesk(db, viewer, id, version, { local: input.publishAt, ...(change && { change }) });
  if (act === "unschedule") return unschedule(db, viewer, id, version);
  if (act === "withdraw") return withdraw(db, viewer, id, version, input.withdrawNote);
  if (act === "unpublish") return unpublish(db, viewer, id, version);
  if (act === "discard") return discardChanges(db, viewer, id, version);
  if (act === "delete") return deleteDraft(db, viewer, id, version);
  return ok(undefined);
}

async function contentOf(
  db: Database,
  viewer: Writer,
  input: ArticleForm,
  bodyHtml: string,
): Promise<Result<WrittenContent>> {
  const named = mayChooseBylines(viewer) ? input.authors : undefined;
  const authorIds = named && (await knownBylines(db, named));
  // Somebody who is typing is not held up: one that was deleted meanwhile is left out.
  if (named && authorIds && authorIds.length < named.length && input.act !== "auto")
    return refused("form.invalid", { authors: "newsroom.authorUnknown" });
  return ok({ ...contentIn(input), authorIds, bodyHtml });
}
