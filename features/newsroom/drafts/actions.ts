"use server";

import { redirect } from "next/navigation";
import { contributorAction } from "#features/auth/action-wrappers.ts";
import { sanitizeBodyInWorker } from "#features/editor/document/sanitize-body.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { type Result, refused } from "#lib/result.ts";
import type { ConfirmableAct } from "../rules.ts";
import { type ArticleForm, articleFieldLimits, articleForm, restoreRevisionForm } from "../schema.ts";
import { findLockHolder } from "./edit-lock.ts";
import { restoreRevision } from "./mutations.ts";
import { type SaveResponse, submitArticle } from "./submit.ts";

/** A typing author saves every two seconds at most; only a runaway script saves more. */
const saveLimit = { name: "newsroom.saves", points: 600, seconds: 600 };

/**
 * Handles the editor's only form. An open page's script sends the form through `handleEditorSession` (`script`) and
 * handles the result; without scripts the request ends at the article's page, which reports what was done.
 */
export const saveArticle = contributorAction(
  { schema: articleForm, limit: saveLimit, values: articleFieldLimits },
  async ({ db, input, viewer, form }): Promise<Result<SaveResponse>> => {
    const body = await sanitizeBodyInWorker(input.body, `member ${viewer.id}`);
    if (!body.ok) return body;
    const saved = await submitArticle(db, viewer, input, body.value);
    if (!saved.ok || form.get("script") === "1") return saved;
    const { id, asks: actToConfirm } = saved.value;
    if (input.act === "delete") redirect("/admin/articles?done=deleted");
    if (input.act === "find") refreshAndRedirect(searchResultsPath(id, input));
    // The texts of an update are too long for an address. The confirmation then comes as a refusal, which keeps what
    // was typed.
    if (actToConfirm === "schedule" && input.id !== undefined) return refused("newsroom.asksFirst");
    refreshAndRedirect(
      `/admin/articles/${id}?${actToConfirm ? confirmationQuery(actToConfirm, input) : `done=${completedAct(input.act)}`}`,
    );
  },
);

/** Where a page without scripts shows its search results. */
function searchResultsPath(id: number, { authorWords, pictureWords }: ArticleForm): string {
  const query = new URLSearchParams({ done: "save" });
  if (authorWords) query.set("authors", authorWords);
  if (pictureWords) query.set("pictures", pictureWords);
  return `/admin/articles/${id}?${query}${pictureWords ? "#pictures" : "#authors"}`;
}

/** Where a page without scripts asks for confirmation. */
function confirmationQuery(actToConfirm: ConfirmableAct, { publishAt }: ArticleForm): string {
  return `${new URLSearchParams({ ask: actToConfirm, ...(actToConfirm === "schedule" ? { at: publishAt } : {}) })}#checklist`;
}

const completedAct = (act: ArticleForm["act"]) => (act === "auto" ? "save" : act);

/** Restores a revision, unless somebody has the article open. */
export const restoreArticle = contributorAction(
  { schema: restoreRevisionForm, limit: saveLimit },
  async ({ db, input, viewer }) => {
    const holder = await findLockHolder(db, input.id);
    if (holder && holder.memberId !== viewer.id) return refused("newsroom.held", undefined, { name: holder.name });
    const restored = await restoreRevision(db, viewer, input.id, input.revision, input.version);
    if (!restored.ok) return restored;
    refreshAndRedirect(`/admin/articles/${input.id}?done=restore`);
  },
);
