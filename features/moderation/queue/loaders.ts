import { randomUUID } from "node:crypto";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { getSettings } from "#features/settings/cached.ts";
import { listCommunityRules } from "#features/texts/presets/read-text.ts";
import { translator } from "#i18n/translator.ts";
import { memberPaneLabels } from "../person/labels.ts";
import { describeFormRefusal, loadUndoConfirmation, readFormResult, toRecentDecisions } from "./decided/loaders.ts";
import { listOwnDecisions } from "./decided/queries.ts";
import { loadItems } from "./items/loaders.ts";
import { formatQueueCursor, parseQueueFilter, queueHref } from "./places.ts";
import { findFilterNames } from "./queries.ts";
import { toQueueThread } from "./thread.ts";
import { countTabs, listQueue } from "./views/queries.ts";
import { queueLabels } from "./words.ts";

/** A page of the queue as its address asks for it. */
export async function loadQueue(viewer: Viewer, params: Record<string, string | string[] | undefined>) {
  const db = database();
  const place = parseQueueFilter(params);
  const [settings, page, counts, recent, filter] = await Promise.all([
    getSettings(),
    listQueue(db, place),
    countTabs(db),
    listOwnDecisions(db, viewer.id),
    findFilterNames(db, place),
  ]);
  const rules = listCommunityRules(settings);
  return {
    place,
    items: await loadItems(page.ids, viewer, settings),
    next: page.next && formatQueueCursor(page.next),
    first: page.first && formatQueueCursor(page.first),
    looked: page.scanned,
    counts,
    recent: toRecentDecisions(recent, rules),
    filter,
    /** Of the one article that is looked at. */
    thread: filter.article && (await toQueueThread(filter.article, settings)),
    labels: queueLabels(rules),
    selection: randomUUID(),
    done: { ...readFormResult(params, recent, rules), refused: await describeFormRefusal(params) },
    asked: await loadUndoConfirmation(params, viewer, settings),
    /** For the third pane. */
    person: {
      labels: memberPaneLabels(settings),
      title: translator()("moderation.queue.authorPane"),
      here: queueHref({ ...place, after: undefined }),
    },
  };
}

export type LoadedQueue = Awaited<ReturnType<typeof loadQueue>>;
