"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { advanceMerge } from "./merge/merge.ts";
import { startTermMerge } from "./merge/start-merge.ts";
import { createCategory, deleteTerm, renameTerm } from "./mutations.ts";
import { termAdminPath, termListPath } from "./rules.ts";
import { createTermForm, deleteTermForm, mergeTermsForm, renameTermForm, termFieldLimits } from "./schema.ts";

const limit = { name: "taxonomy", points: 120, seconds: 600 };

/** Creates a category, and redirects to its page. */
export const createCategoryAction = editorAction(
  { schema: createTermForm, limit, values: termFieldLimits },
  async ({ db, input, viewer }) => {
    const created = await createCategory(db, viewer.id, input);
    if (!created.ok) return created;
    refreshAndRedirect(`${termAdminPath("category", created.value.id)}?done=created`);
  },
);

/** Changes a term's name, slug or description. */
export const renameTermAction = editorAction(
  { schema: renameTermForm, limit, values: termFieldLimits },
  async ({ db, input, viewer }) => {
    const renamed = await renameTerm(db, viewer.id, input);
    if (!renamed.ok) return renamed;
    refresh();
    return renamed;
  },
);

/**
 * Merges one term into another. The first batch is moved at once; a job moves the rest, and the target's page shows its
 * progress.
 */
export const mergeTermsAction = editorAction(
  { schema: mergeTermsForm, limit, values: termFieldLimits },
  async ({ db, input, viewer }) => {
    const started = await startTermMerge(db, viewer.id, input);
    if (!started.ok) return started;
    const { mergeId, intoId } = started.value;
    let batches = 0;
    await advanceMerge(db, mergeId, () => {
      batches += 1;
      return batches >= 2;
    });
    refreshAndRedirect(`${termAdminPath(input.kind, intoId)}?done=merged`);
  },
);

/** Deletes a term without articles, and redirects to the list. */
export const deleteTermAction = editorAction({ schema: deleteTermForm, limit }, async ({ db, input, viewer }) => {
  const deleted = await deleteTerm(db, viewer.id, input.kind, input.id);
  if (!deleted.ok) return deleted;
  refreshAndRedirect(`${termListPath(input.kind)}&done=deleted`);
});
