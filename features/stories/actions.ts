"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { createStory, deleteStory, mergeStory, orderStory, updateStory } from "./mutations.ts";
import { storyAdminPath, storyListPath } from "./rules.ts";
import {
  createStoryForm,
  deleteStoryForm,
  mergeStoryForm,
  orderStoryForm,
  storyFieldLimits,
  updateStoryForm,
} from "./schema.ts";

const limit = { name: "stories", points: 120, seconds: 600 };
const common = { limit, values: storyFieldLimits };

/** Creates a story or series, and redirects to its page. */
export const createStoryAction = editorAction({ schema: createStoryForm, ...common }, async ({ db, input, viewer }) => {
  const created = await createStory(db, viewer.id, input);
  if (!created.ok) return created;
  refreshAndRedirect(`${storyAdminPath(created.value.id)}?done=created`);
});

/** Changes a story's title, address, text or kind. */
export const updateStoryAction = editorAction({ schema: updateStoryForm, ...common }, async ({ db, input, viewer }) => {
  const updated = await updateStory(db, viewer.id, input);
  if (updated.ok) refresh();
  return updated;
});

/** Puts the articles of a series in order, and takes articles out of it. */
export const orderStoryAction = editorAction({ schema: orderStoryForm, ...common }, async ({ db, input }) => {
  const ordered = await orderStory(db, input);
  if (ordered.ok) refresh();
  return ordered;
});

/** Merges a story into another, and redirects to that one. */
export const mergeStoryAction = editorAction({ schema: mergeStoryForm, ...common }, async ({ db, input, viewer }) => {
  const merged = await mergeStory(db, viewer.id, input);
  if (!merged.ok) return merged;
  refreshAndRedirect(`${storyAdminPath(merged.value.intoId)}?done=merged`);
});

/** Deletes a story, and redirects to the list. */
export const deleteStoryAction = editorAction({ schema: deleteStoryForm, ...common }, async ({ db, input, viewer }) => {
  const deleted = await deleteStory(db, viewer.id, input.id);
  if (!deleted.ok) return deleted;
  refreshAndRedirect(`${storyListPath}?done=deleted`);
});
