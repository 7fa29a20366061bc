"use server";

import { randomUUID } from "node:crypto";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import type { DeskContent } from "#db/schema/desk.ts";
import { contributorAction, editorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { readSettings } from "#features/settings/queries.ts";
import { refusalSentences } from "#i18n/refusals.ts";
import { translator } from "#i18n/translator.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { typeset } from "#lib/typography.ts";
import { checkContent } from "./checklist/queries.ts";
import { sayFindings } from "./checklist/words.ts";
import { bylinesOf, knownBylines, searchBylines } from "./desk/bylines.ts";
import { holdLease, type Lease, leaseOf, releaseLease } from "./desk/leases.ts";
import { deleteDraft, discardChanges, restoreRevision, type Writer } from "./desk/mutations.ts";
import { publishDesk, unpublish, wrongFields } from "./desk/publish.ts";
import { findDesk, suggestTags } from "./desk/queries.ts";
import { beginOnce, saveDesk } from "./desk/saving.ts";
import { saidOfWithdrawal, withdraw } from "./desk/withdraw.ts";
import { type BulkChange, changeMany } from "./list/mutations.ts";
import { searchPublished } from "./list/queries.ts";
import { mayEdit, mayPublish, mayRead } from "./policy.ts";
import type { Asked } from "./rules.ts";
import { isPlannable, scheduleDesk, unschedule } from "./schedule/mutations.ts";
import { readChosenTime } from "./schedule/rules.ts";
import {
  type ArticleForm,
  articleForm,
  beatForm,
  bulkForm,
  bylinesForm,
  checkForm,
  contentIn,
  lengths,
  restoreForm,
  wordsForm,
} from "./schema.ts";

/** Somebody who types saves every two seconds at most; a script that runs wild does more. */
const saves = { name: "newsroom.saves", points: 600, seconds: 600 };
const questions = { name: "newsroom.questions", points: 600, seconds: 600 };
const bulk = { name: "newsroom.bulk", points: 60, seconds: 600 };

/** What a save leaves: also where the article now stands. */
export interface SavedArticle {
  id: number;
  version: number;
  savedAt: string;
  status: "draft" | "scheduled" | "published" | "withdrawn";
  /** Readers do not have this text yet. */
  differs: boolean;
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
    const asks = await asksFirst(db, viewer, id, input);
    const after = asks ? ok(undefined) : await doAct(db, viewer, id, version, input);
    if (!after.ok) return after;
    if (input.act === "delete") redirect("/admin/articles?done=deleted");
    if (!scripted && input.act === "find") showAgain(placeOfFinds(id, input));
    // What is said of an update is too long for an address: there the question comes as a refusal, which keeps what was typed.
    if (!scripted && asks === "schedule" && input.id !== undefined) return refused("newsroom.asksFirst");
    if (!scripted) showAgain(`/admin/articles/${id}?${asks ? questionOf(asks, input) : `done=${doneBy(input.act)}`}`);
    const desk = await findDesk(db, id);
    if (!desk) return refused("newsroom.gone");
    return ok({
      ...{ id, version: desk.version, status: desk.status, differs: desk.differs, asks },
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

type Db = Parameters<typeof publishDesk>[0];

async function chosenTime(db: Db, local: string) {
  return readChosenTime(local, (await readSettings(db))["site.zone"], new Date());
}

/**
 * What an editor is asked about once, before readers get a text for the first time or anything is planned: something is worth a look, and
 * nothing else forbids it.
 */
async function asksFirst(db: Db, viewer: Writer, id: number, { act, anyway, publishAt }: ArticleForm) {
  if (anyway || (act !== "publish" && act !== "schedule") || !mayPublish(viewer)) return null;
  const desk = await findDesk(db, id);
  if (!desk) return null;
  const asking =
    act === "publish"
      ? ["draft", "scheduled"].includes(desk.status)
      : isPlannable(desk) && (await chosenTime(db, publishAt)).ok;
  if (!asking || Object.keys(await wrongFields(db, desk)).length > 0) return null;
  return (await checkContent(db, id, desk.content)).length > 0 ? act : null;
}

/** Where a page without scripts is asked. */
function questionOf(asks: Asked, { publishAt }: ArticleForm): string {
  return `${new URLSearchParams({ ask: asks, ...(asks === "schedule" ? { at: publishAt } : {}) })}#checklist`;
}

const doneBy = (act: ArticleForm["act"]) => (act === "auto" ? "save" : act);

async function doAct(
  db: Db,
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

async function contentOf(db: Db, input: ArticleForm): Promise<Result<DeskContent>> {
  const authorIds = await knownBylines(db, input.authors);
  // Somebody who is typing is not held up: one that was deleted meanwhile is left out.
  if (authorIds.length < input.authors.length && input.act !== "auto")
    return refused("form.invalid", { authors: "newsroom.authorUnknown" });
  return ok({ ...contentIn(input), authorIds, bodyHtml: toHtml(sanitizeArticle(parseHtml(input.body))) });
}

/** A page with the editor open says so, takes over, or leaves. Gives who has the article now. */
export const holdArticle = contributorAction(
  { schema: beatForm, limit: questions },
  async ({ db, input, viewer }): Promise<Result<Lease>> => {
    const desk = await findDesk(db, input.id);
    if (!desk) return refused("newsroom.gone");
    if (!mayEdit(viewer, desk)) return refused("member.forbidden");
    if (input.act === "release") {
      await releaseLease(db, input.id, input.key);
      return ok({ mine: true });
    }
    return ok(await holdLease(db, input.id, { memberId: viewer.id, key: input.key, take: input.act === "take" }));
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

/** What is worth a look in an article as it was last saved. */
export const checkArticle = contributorAction(
  { schema: checkForm, limit: questions },
  async ({ db, input, viewer }) => {
    const desk = await findDesk(db, input.id);
    if (!desk) return refused("newsroom.gone");
    if (!mayRead(viewer, desk)) return refused("member.forbidden");
    return ok(sayFindings(await checkContent(db, desk.id, desk.content)));
  },
);

/** Tags that begin with what was typed. */
export const findTags = contributorAction({ schema: wordsForm, limit: questions }, async ({ db, input }) =>
  ok(await suggestTags(db, input.words)),
);

/** Bylines to choose from, by words or by their ids. */
export const findAuthors = contributorAction({ schema: bylinesForm, limit: questions }, async ({ db, input }) =>
  ok(input.ids.length > 0 ? await bylinesOf(db, input.ids.slice(0, 50)) : await searchBylines(db, input.words)),
);

/** Published articles to link to, or to show as a card. */
export const findArticles = contributorAction({ schema: wordsForm, limit: questions }, async ({ db, input }) => {
  return ok(await searchPublished(db, input.words));
});

/** Does something to the articles that are marked in the list, and says what became of them. */
export const changeArticles = editorAction(
  { schema: bulkForm, limit: bulk, values: lengths },
  async ({ db, input, viewer }) => {
    const change = changeIn(input);
    if (!change.ok) return change;
    const done = await changeMany(db, viewer, input.articles.slice(0, 200), change.value);
    if (!done.ok) return done;
    const t = translator();
    const { changed, same } = done.value;
    refresh();
    return ok({
      sentence: typeset(t("newsroom.bulk.report", { changed, same })),
      refused: done.value.refused.map(({ id, title, refusal }) => ({
        id,
        title: title || t("newsroom.untitled"),
        why: refusalSentences(refusal).join(" "),
      })),
    });
  },
);

function changeIn(input: ReturnType<typeof bulkForm.parse>): Result<BulkChange> {
  if (input.act === "status") {
    const { status, withdrawNote } = input;
    if (!status) return refused("form.invalid", { status: "newsroom.statusMissing" });
    if (status !== "withdrawn") return ok({ act: "status", status });
    const note = saidOfWithdrawal(withdrawNote);
    return note.ok ? ok({ act: "withdraw", note: note.value }) : note;
  }
  if (input.act === "category")
    return input.category === ""
      ? refused("form.invalid", { category: "newsroom.categoryMissing" })
      : ok({ act: "category", categoryId: Number(input.category) });
  return input.tag === ""
    ? refused("form.invalid", { tag: "newsroom.tagMissing" })
    : ok({ act: "tag", name: input.tag });
}
