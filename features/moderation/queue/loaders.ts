import { randomUUID } from "node:crypto";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { getSettings } from "#features/settings/cached.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { translator } from "#i18n/translator.ts";
import { paneLabels } from "../person/labels.ts";
import { doneOf, loadUndoConfirmation, recentLines, refusedOf } from "./decided/loaders.ts";
import { listOwnDecisions } from "./decided/queries.ts";
import { itemsOf } from "./items/loaders.ts";
import { cursorText, placeAddress, readPlace } from "./places.ts";
import { findFilter } from "./queries.ts";
import { showThread } from "./thread.ts";
import { countViews, listQueue } from "./views/queries.ts";
import { labelsOf } from "./words.ts";

/** A page of the queue as its address asks for it. */
export async function loadQueue(viewer: Viewer, params: Record<string, string | string[] | undefined>) {
  const db = database();
  const place = readPlace(params);
  const [settings, page, counts, recent, filter] = await Promise.all([
    getSettings(),
    listQueue(db, place),
    countViews(db),
    listOwnDecisions(db, viewer.id),
    findFilter(db, place),
  ]);
  const rules = listRules(settings);
  return {
    place,
    items: await itemsOf(page.ids, viewer, settings),
    next: page.next && cursorText(page.next),
    first: page.first && cursorText(page.first),
    looked: page.looked,
    counts,
    recent: recentLines(recent, rules),
    filter,
    /** Of the one article that is looked at. */
    thread: filter.article && (await showThread(filter.article, settings)),
    labels: labelsOf(rules),
    selection: randomUUID(),
    done: { ...doneOf(params, recent, rules), refused: await refusedOf(params) },
    asked: await loadUndoConfirmation(params, viewer, settings),
    /** For the third pane. */
    person: {
      labels: paneLabels(settings),
      title: translator()("moderation.queue.person"),
      here: placeAddress({ ...place, after: undefined }),
    },
  };
}

export type LoadedQueue = Awaited<ReturnType<typeof loadQueue>>;
