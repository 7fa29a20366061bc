"use server";

import { randomUUID } from "node:crypto";
import { redirect } from "next/navigation";
import type { Database } from "#db/client.ts";
import type { DeskContent } from "#db/schema/desk.ts";
import { contributorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { mayEdit } from "../policy.ts";
import type { Asked } from "../rules.ts";
import { scheduleDesk, unschedule } from "../schedule/mutations.ts";
import { type ArticleForm, articleForm, beatForm, contentIn, lengths, restoreForm } from "../schema.ts";
import { wrongFields } from "./addresses.ts";
import { asksFirst, chosenTime, hasAppeared } from "./asking.ts";
import { knownBylines } from "./bylines.ts";
import { holdLease, type Lease, leaseOf, releaseLease } from "./leases.ts";
import { deleteDraft, discardChanges, restoreRevision, type Writer } from "./mutations.ts";
import { publishDesk, unpublish } from "./publish.ts";
import { findDesk } from "./queries.ts";
import { beginOnce, saveDesk } from "./saving.ts";
import { type Standing, standingOf } from "./standing.ts";
import { saidOfWithdrawal, withdraw } from "./withdraw.ts";

/** Somebody who types saves every two seconds at most; a script that runs wild does more. */
const saves = { name: "newsroom.saves", points: 600, seconds: 600 };
const beats = { name: "newsroom.beats", points: 600, seconds: 600 };

/** What a save leaves: also where the article now stands. */
export interface SavedArticle extends Standing {
  id: number;
  savedAt: string;
  /** Kept, and not yet given to readers or planned, as was asked: there is something to look at first. */
  asks: Asked | null;
}

/**
 * The editor's one form: saves what is worked on, and does what its button says. `auto` is a save while typing, which the page's script
 * sends; every other one ends at the article's page, where it says what was done.
 */
export const saveArticle = contributorAction(
  { schema: articleForm, limit: saves, values: lengths },
  async ({ db, input, viewer, form }): Promise<Result<SavedArticle>> => {
    const content = await contentOf(db, input);
    if (!content.ok) return content;
    const scripted = form.get("script") === "1";
    // Refused before anything is begun: without a script the page stays the one of a new article, and would begin a second one.
    if (input.id === undefined && (input.act === "publish" || input.act === "schedule")) {
      const wrong = await wrongFields(db, { id: undefined, content: content.value });
      if (Object.keys(wrong).length > 0) return refused("form.invalid", wrong);
      const chosen = input.act === "schedule" ? await chosenTime(db, input.publishAt) : ok(undefined);
      if (!chosen.ok) return chosen;
    }
    // A form without a key is of a page from before there were any: no other one has this one's.
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
          });
    if (!saved.ok) return saved;
    const { id, version } = saved.value;
    const kept = await findDesk(db, id);
    if (!kept) return refused("newsroom.gone");
    if (hasAppeared(kept, input.seen, input.act)) return refused("newsroom.appeared");
    const asks = await asksFirst(db, viewer, kept, input);
    const after = asks ? ok(undefined) : await doAct(db, viewer, id, version, input);
    if (!after.ok) return after;
    if (input.act === "delete") redirect("/admin/articles?done=deleted");
    if (!scripted && input.act === "find") showAgain(placeOfFinds(id, input));
    // What is said of an update is too long for an address: there the question comes as a refusal, which keeps what was typed.
    if (!scripted && asks === "schedule" && input.id !== undefined) return refused("newsroom.asksFirst");
    if (!scripted) showAgain(`/admin/articles/${id}?${asks ? questionOf(asks, input) : `done=${doneBy(input.act)}`}`);
    const desk = after.value === undefined ? kept : await findDesk(db, id);
    if (!desk) return refused("newsroom.gone");
    return ok({
      ...{ ...(await standingOf(db, desk)), id, asks },
      savedAt: (desk.savedAt ?? new Date()).toISOString(),
    });
  },
);

/** Where a page without scripts finds what it looked for. */
function placeOfFinds(id: number, { authorWords, pictureWords }: ArticleForm): string {
  const query = new URLSearchParams({ done: "save" });
  if (authorWords) query.set("authors", authorWords);
  if (pictureWords) query.set("pictures", pictureWords);
  return `/admin/articles/${id}?${query}${pictureWords ? "#pictures" : "#authors"}`;
}

/** Where a page without scripts is asked. */
function questionOf(asks: Asked, { publishAt }: ArticleForm): string {
  return `${new URLSearchParams({ ask: asks, ...(asks === "schedule" ? { at: publishAt } : {}) })}#checklist`;
}

const doneBy = (act: ArticleForm["act"]) => (act === "auto" ? "save" : act);

async function doAct(
  db: Database,
  viewer: Writer,
  id: number,
  version: number,
  input: Pick<ArticleForm, "act" | "change" | "changeNote" | "publishAt" | "withdrawNote">,
): Promise<Result<unknown>> {
  const { act } = input;
  const change = { kind: input.change, note: input.changeNote };
  if (act === "publish") return publishDesk(db, viewer, id, version, change);
  if (act === "schedule") return scheduleDesk(db, viewer, id, version, { local: input.publishAt, change });
  if (act === "unschedule") return unschedule(db, viewer, id, version);
  if (act === "withdraw") return withdraw(db, viewer, id, version, input.withdrawNote);
  if (act === "unpublish") return unpublish(db, viewer, id, version);
  if (act === "discard") return discardChanges(db, viewer, id, version);
  if (act === "delete") return deleteDraft(db, viewer, id, version);
  return ok(undefined);
}

async function contentOf(db: Database, input: ArticleForm): Promise<Result<DeskContent>> {
  const authorIds = await knownBylines(db, input.authors);
  // Somebody who is typing is not held up: one that was deleted meanwhile is left out.
  if (authorIds.length < input.authors.length && input.act !== "auto")
    return refused("form.invalid", { authors: "newsroom.authorUnknown" });
  return ok({ ...contentIn(input), authorIds, bodyHtml: toHtml(sanitizeArticle(parseHtml(input.body))) });
}

/** A page with the editor open says so, takes over, or leaves. Gives who has the article now, and where it stands. */
export const holdArticle = contributorAction(
  { schema: beatForm, limit: beats },
  async ({ db, input, viewer }): Promise<Result<Lease & { standing: Standing }>> => {
    const desk = await findDesk(db, input.id);
    if (!desk) return refused("newsroom.gone");
    if (!mayEdit(viewer, desk)) return refused("member.forbidden");
    const standing = await standingOf(db, desk);
    if (input.act === "release") {
      await releaseLease(db, input.id, input.key);
      return ok({ mine: true, standing });
    }
    const holder = { memberId: viewer.id, key: input.key, take: input.act === "take" };
    return ok({ ...(await holdLease(db, input.id, holder)), standing });
  },
);

/** Brings an older text back, unless somebody has the article open. */
export const restoreArticle = contributorAction(
  { schema: restoreForm, limit: saves },
  async ({ db, input, viewer }) => {
    const holder = await leaseOf(db, input.id);
    if (holder && holder.memberId !== viewer.id) return refused("newsroom.held", undefined, { name: holder.name });
    const restored = await restoreRevision(db, viewer, input.id, input.revision, input.version);
    if (!restored.ok) return restored;
    showAgain(`/admin/articles/${input.id}?done=restore`);
  },
);
