import { database } from "#db/client.ts";
import { discussionPath } from "#features/articles/rules.ts";
import { isThreadClosed } from "#features/comments/rules.ts";
import { findLastDecision } from "#features/moderation/decisions/current-state.ts";
import { listRuleMeasures, type RuleMeasure } from "#features/moderation/discussion-limits/queries.ts";
import { measureOf } from "#features/moderation/discussion-limits/rules.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { ArticleThread } from "../queries.ts";
import { decisionSentence, formatTimeAgo } from "../queue-text.ts";
import type { QueueMeasure, QueueThread } from "./queue-item.ts";

/**
 * Formats an article's thread for the queue.
 * @param known the rules' measures, if they were read already
 */
export async function toQueueThread(
  thread: ArticleThread,
  settings: Settings,
  known?: RuleMeasure[],
): Promise<QueueThread> {
  const db = database();
  const [last, measures] = await Promise.all([
    findLastDecision(db, "article", thread.id),
    known?.filter(({ articleId }) => articleId === thread.id) ?? listRuleMeasures(db, thread.id),
  ]);
  const now = new Date();
  const t = translator();
  const closedByAge = thread.policy !== "closed" && isThreadClosed(thread, settings["comments.closeAfterDays"], now);
  const clock = { now, zone: settings["site.zone"] };
  return {
    id: thread.id,
    version: thread.version,
    title: typeset(thread.title),
    href: thread.isShown ? discussionPath(thread.slug) : null,
    policy: thread.policy,
    slowModeMinutes: thread.slowModeMinutes,
    text: t.typeset(`moderation.queue.thread.${closedByAge ? "closedByAge" : thread.policy}`),
    last: last
      ? decisionSentence({ ...last, note: "", ago: formatTimeAgo(last.at, clock) }, listCommunityRules(settings))
      : null,
    measures: measures.map((measure) => toQueueMeasure(measure, clock)),
  };
}

/** Formats what a rule decided about a thread. */
export function toQueueMeasure(
  { decision, rule, note, beganAt }: RuleMeasure,
  clock: { now: Date; zone: string },
): QueueMeasure {
  const { begin: keep, end } = measureOf[rule];
  const text = translator().typeset(`moderation.queue.measures.${keep}`, { ago: formatTimeAgo(beganAt, clock), note });
  return { decision, keep, end, text };
}
