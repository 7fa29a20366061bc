"use server";

import { moderatorAction } from "#features/auth/action-wrappers.ts";
import { getSettings } from "#features/settings/cached.ts";
import { ok, refused } from "#lib/result.ts";
import { previewUndo } from "../decisions/undo-preview.ts";
import { queueFilterForm, refreshItemsForm, threadForm, undoConfirmationForm } from "../schema.ts";
import { loadItems } from "./items/loaders.ts";
import { toQueueThread } from "./items/thread-item.ts";
import { findArticleThread } from "./queries.ts";
import { listAllVersions, listQueue } from "./tabs/queries.ts";
import { formatQueueCursor, parseQueueFilter, type QueueFilter } from "./tabs/rules.ts";
import { describeUndo } from "./undoable-decisions/undo-confirmation.ts";

const limit = { name: "moderation.pages", points: 240, seconds: 60 };

/** Most comments that one selection takes. */
const maxSelected = 5_000;

const parseFilter = (text: string): QueueFilter => parseQueueFilter(Object.fromEntries(new URLSearchParams(text)));

/** The next items of a place, for a page that has been worked through. */
export const loadMoreItemsAction = moderatorAction(
  { schema: queueFilterForm, limit },
  async ({ db, input, viewer }) => {
    const page = await listQueue(db, parseFilter(input.place));
    const items = await loadItems(page.ids, viewer, await getSettings());
    return ok({ items, next: page.next && formatQueueCursor(page.next), looked: page.scanned });
  },
);

/** Comments as they are now, for a page that has shown them otherwise. */
export const refreshItemsAction = moderatorAction({ schema: refreshItemsForm, limit }, async ({ input, viewer }) =>
  ok(await loadItems(input.ids, viewer, await getSettings())),
);

/** An article's discussion as it is now. */
export const refreshThreadAction = moderatorAction({ schema: threadForm, limit }, async ({ db, input }) => {
  const thread = await findArticleThread(db, input.article);
  return thread ? ok(await toQueueThread(thread, await getSettings())) : refused("moderation.gone");
});

/** All that a place shows, with versions: up to 5,000. */
export const selectAllAction = moderatorAction({ schema: queueFilterForm, limit }, async ({ db, input }) =>
  ok(await listAllVersions(db, parseFilter(input.place), maxSelected)),
);

/** Returns what the undo of an earlier decision would do, for confirmation. Refused as the undo would be. */
export const previewUndoAction = moderatorAction(
  { schema: undoConfirmationForm, limit },
  async ({ db, input, viewer }) => {
    const preview = await previewUndo(db, { id: viewer.id }, input.decision);
    return preview.ok ? ok(describeUndo(preview.value, await getSettings())) : preview;
  },
);
