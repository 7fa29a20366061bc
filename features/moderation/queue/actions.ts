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

/** The maximum number of comments in a selection. */
const maxSelected = 5_000;

const parseFilter = (text: string): QueueFilter => parseQueueFilter(Object.fromEntries(new URLSearchParams(text)));

/** Loads the next items of a queue filter. */
export const loadMoreItemsAction = moderatorAction(
  { schema: queueFilterForm, limit },
  async ({ db, input, viewer }) => {
    const page = await listQueue(db, parseFilter(input.place));
    const items = await loadItems(page.ids, viewer, await getSettings());
    const last = page.next ?? page.first;
    return ok({
      items,
      next: page.next && formatQueueCursor(page.next),
      // Of the oldest first: where the next ones begin, also if there are none yet.
      last: last && formatQueueCursor(last),
      looked: page.scanned,
    });
  },
);

/** Reloads comments whose state on the page is outdated. */
export const refreshItemsAction = moderatorAction({ schema: refreshItemsForm, limit }, async ({ input, viewer }) =>
  ok(await loadItems(input.ids, viewer, await getSettings())),
);

/** Reloads an article's thread. */
export const refreshThreadAction = moderatorAction({ schema: threadForm, limit }, async ({ db, input }) => {
  const thread = await findArticleThread(db, input.article);
  return thread ? ok(await toQueueThread(thread, await getSettings())) : refused("moderation.gone");
});

/** Lists all comments of a queue filter with their versions, up to 5,000. */
export const selectAllAction = moderatorAction({ schema: queueFilterForm, limit }, async ({ db, input }) =>
  ok(await listAllVersions(db, parseFilter(input.place), maxSelected)),
);

/** Returns the effects of undoing an earlier decision, for the confirmation. Refused as the undo is. */
export const previewUndoAction = moderatorAction(
  { schema: undoConfirmationForm, limit },
  async ({ db, input, viewer }) => {
    const preview = await previewUndo(db, { id: viewer.id }, input.decision);
    return preview.ok ? ok(describeUndo(preview.value, await getSettings())) : preview;
  },
);
