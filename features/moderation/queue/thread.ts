import { database } from "#db/client.ts";
import { isClosed } from "#features/comments/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { lastDecision } from "../decisions/truth.ts";
import type { QueueThread } from "./items/shown.ts";
import type { Thread } from "./queries.ts";
import { agoText, decisionText } from "./words.ts";

/** An article's discussion as the queue shows it. */
export async function showThread(thread: Thread, settings: Settings): Promise<QueueThread> {
  const last = await lastDecision(database(), "article", thread.id);
  const now = new Date();
  const t = translator();
  const aged = thread.policy !== "closed" && isClosed(thread, settings["comments.closeAfterDays"], now);
  return {
    id: thread.id,
    version: thread.version,
    title: typeset(thread.title),
    href: thread.status === "published" ? `/articles/${thread.slug}` : null,
    policy: thread.policy,
    text: typeset(t(`moderation.queue.thread.${aged ? "aged" : thread.policy}`)),
    last: last ? decisionText({ ...last, note: "", ago: agoText(last.at, now) }, listRules(settings)) : null,
  };
}
