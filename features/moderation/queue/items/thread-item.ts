import { database } from "#db/client.ts";
import { isThreadClosed } from "#features/comments/rules.ts";
import { findLastDecision } from "#features/moderation/decisions/current-state.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { ArticleThread } from "../queries.ts";
import { decisionSentence, formatTimeAgo } from "../queue-text.ts";
import type { QueueThread } from "./queue-item.ts";

/** Formats an article's thread for the queue. */
export async function toQueueThread(thread: ArticleThread, settings: Settings): Promise<QueueThread> {
  const last = await findLastDecision(database(), "article", thread.id);
  const now = new Date();
  const t = translator();
  const closedByAge = thread.policy !== "closed" && isThreadClosed(thread, settings["comments.closeAfterDays"], now);
  const clock = { now, zone: settings["site.zone"] };
  return {
    id: thread.id,
    version: thread.version,
    title: typeset(thread.title),
    href: thread.status === "published" ? `/articles/${thread.slug}` : null,
    policy: thread.policy,
    slowModeMinutes: thread.slowModeMinutes,
    text: t.typeset(`moderation.queue.thread.${closedByAge ? "closedByAge" : thread.policy}`),
    last: last
      ? decisionSentence({ ...last, note: "", ago: formatTimeAgo(last.at, clock) }, listCommunityRules(settings))
      : null,
  };
}
