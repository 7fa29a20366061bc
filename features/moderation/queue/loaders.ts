import { randomUUID } from "node:crypto";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { defaultReason } from "#features/decision-history/rules.ts";
import { listRuleMeasures } from "#features/moderation/discussion-limits/queries.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { getSettings } from "#features/settings/cached.ts";
import { typeset } from "#lib/typography.ts";
import { toSanctionContext } from "../member-record/sanction-context.ts";
import { listReplyTemplates } from "../reply-templates/queries.ts";
import { loadItems } from "./items/loaders.ts";
import { toQueueMeasure, toQueueThread } from "./items/thread-item.ts";
import { findFilterNames } from "./queries.ts";
import { countTabs, listQueue, type QueuePage } from "./tabs/queries.ts";
import { formatQueueCursor, parseQueueFilter, type QueueFilter, queueHref } from "./tabs/rules.ts";
import {
  describeFormRefusal,
  loadUndoConfirmation,
  readFormResult,
  toRecentDecisions,
} from "./undoable-decisions/loaders.ts";
import { listUndoableDecisions } from "./undoable-decisions/queries.ts";

/** Loads a page of the queue for the parameters of its URL. */
export async function loadQueue(viewer: Viewer, params: Record<string, string | string[] | undefined>) {
  const db = database();
  const filter = parseQueueFilter(params);
  const [settings, page, counts, recent, filterNames, templates, measures] = await Promise.all([
    getSettings(),
    listQueue(db, filter),
    countTabs(db),
    listUndoableDecisions(db, viewer.id),
    findFilterNames(db, filter),
    listReplyTemplates(db),
    listRuleMeasures(db),
  ]);
  const clock = { now: new Date(), zone: settings["site.zone"] };
  const rules = listCommunityRules(settings);
  return {
    filter,
    items: await loadItems(page.ids, viewer, settings),
    next: page.next && formatQueueCursor(page.next),
    newest: findNewest(filter, page),
    scanned: page.scanned,
    counts,
    recent: toRecentDecisions(recent, rules, settings["site.zone"]),
    filterNames,
    /** The thread of the article, if the queue is filtered by one. */
    thread: filterNames.article && (await toQueueThread(filterNames.article, settings, measures)),
    /** What rules decided about other threads, with links to them. */
    measures: measures
      .filter(({ articleId }) => articleId !== filter.article)
      .map((measure) => ({
        ...toQueueMeasure(measure, clock),
        title: typeset(measure.title),
        href: queueHref({ article: measure.articleId }),
      })),
    rules: rules.map(({ anchor, title }) => ({ anchor, title: typeset(title) })),
    /** The rule that spam breaks if no other is named. */
    spamRule: defaultReason("spam", rules),
    selection: randomUUID(),
    done: { ...readFormResult(params, recent, rules), refused: await describeFormRefusal(params) },
    undoConfirmation: await loadUndoConfirmation(params, viewer, settings),
    templates,
    /** The author pane. */
    person: {
      context: toSanctionContext(settings, templates),
      here: queueHref({ ...filter, after: undefined }),
    },
  };
}

/** The cursor of the newest item of a page; undefined without one, or if later pages have it. */
function findNewest({ oldest, after }: QueueFilter, { first, next }: QueuePage): string | undefined {
  const newest = oldest ? (next ? undefined : (first ?? after)) : after ? undefined : first;
  return newest && formatQueueCursor(newest);
}

export type LoadedQueue = Awaited<ReturnType<typeof loadQueue>>;
