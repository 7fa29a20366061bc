"use server";

import { moderatorAction } from "#features/members/gates/actions.ts";
import { getSettings } from "#features/settings/cached.ts";
import { ok, refused } from "#lib/result.ts";
import { previewUndo } from "../decisions/undo-preview.ts";
import { lookForm, placeForm, threadForm, undoConfirmationForm } from "../schema.ts";
import { undoConfirmation } from "./decided/undo-confirmation.ts";
import { itemsOf } from "./items/loaders.ts";
import { cursorText, type Place, readPlace } from "./places.ts";
import { findThread } from "./queries.ts";
import { showThread } from "./thread.ts";
import { listForAll, listQueue } from "./views/queries.ts";

const limit = { name: "moderation.pages", points: 240, seconds: 60 };

/** Most comments that one selection takes. */
const mostChosen = 5_000;

const placeOf = (text: string): Place => readPlace(Object.fromEntries(new URLSearchParams(text)));

/** The next items of a place, for a page that has been worked through. */
export const moreItems = moderatorAction({ schema: placeForm, limit }, async ({ db, input, viewer }) => {
  const page = await listQueue(db, placeOf(input.place));
  const items = await itemsOf(page.ids, viewer, await getSettings());
  return ok({ items, next: page.next && cursorText(page.next), looked: page.looked });
});

/** Comments as they are now, for a page that has shown them otherwise. */
export const lookAgain = moderatorAction({ schema: lookForm, limit }, async ({ input, viewer }) =>
  ok(await itemsOf(input.ids, viewer, await getSettings())),
);

/** An article's discussion as it is now. */
export const lookAtThread = moderatorAction({ schema: threadForm, limit }, async ({ db, input }) => {
  const thread = await findThread(db, input.article);
  return thread ? ok(await showThread(thread, await getSettings())) : refused("moderation.gone");
});

/** All that a place shows, with versions: up to 5,000. */
export const chooseAll = moderatorAction({ schema: placeForm, limit }, async ({ db, input }) =>
  ok(await listForAll(db, placeOf(input.place), mostChosen)),
);

/** Returns what the undo of an earlier decision would do, for confirmation. Refused as the undo would be. */
export const askUndo = moderatorAction({ schema: undoConfirmationForm, limit }, async ({ db, input, viewer }) => {
  const preview = await previewUndo(db, { id: viewer.id }, input.decision);
  return preview.ok ? ok(undoConfirmation(preview.value, await getSettings())) : preview;
});
