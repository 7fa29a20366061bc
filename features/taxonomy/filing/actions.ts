"use server";

import { refresh, updateTag } from "next/cache";
import { articleTagsOf } from "#features/articles/tags.ts";
import { editorAction } from "#features/members/gates/actions.ts";
import { showAgain } from "#features/members/gates/show-again.ts";
import { taxonomyTags } from "../tags.ts";
import { advanceMerge } from "./merging.ts";
import { createCategory, deleteTerm, renameTerm } from "./mutations.ts";
import { termAddress, termsAddress } from "./rules.ts";
import { createForm, deleteForm, lengths, mergeForm, renameForm } from "./schema.ts";
import { startMerge } from "./start-merge.ts";

const limit = { name: "taxonomy", points: 120, seconds: 600 };

/** What shows the names at once to whoever changed one. */
function clear() {
  for (const tag of [taxonomyTags.navigation, articleTagsOf.lists]) updateTag(tag);
}

/** A new category; ends at its page. */
export const createCategoryAction = editorAction(
  { schema: createForm, limit, values: lengths },
  async ({ db, input, viewer }) => {
    const made = await createCategory(db, viewer.id, input);
    if (!made.ok) return made;
    clear();
    showAgain(`${termAddress("category", made.value.id)}?done=created`);
  },
);

/** Another name, slug or description. */
export const renameTermAction = editorAction(
  { schema: renameForm, limit, values: lengths },
  async ({ db, input, viewer }) => {
    const renamed = await renameTerm(db, viewer.id, input);
    if (!renamed.ok) return renamed;
    if (renamed.value.changed) clear();
    refresh();
    return renamed;
  },
);

/** Merges one into another. What one batch holds is moved at once; for more there is a job, and the other's page says how far it is. */
export const mergeTermAction = editorAction(
  { schema: mergeForm, limit, values: lengths },
  async ({ db, input, viewer }) => {
    const started = await startMerge(db, viewer.id, input);
    if (!started.ok) return started;
    const { mergeId, intoId } = started.value;
    let batches = 0;
    await advanceMerge(db, mergeId, () => {
      batches += 1;
      return batches >= 2;
    });
    clear();
    showAgain(`${termAddress(input.kind, intoId)}?done=merged`);
  },
);

/** Deletes what nothing is filed under; ends at the list. */
export const deleteTermAction = editorAction({ schema: deleteForm, limit }, async ({ db, input, viewer }) => {
  const gone = await deleteTerm(db, viewer.id, input.kind, input.id);
  if (!gone.ok) return gone;
  clear();
  showAgain(`${termsAddress(input.kind)}&done=deleted`);
});
