import { database } from "#db/client.ts";
import { isClosed } from "#features/comments/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { truthOf } from "../decisions/truth.ts";
import type { QueueThread } from "./items.ts";
import { findThread } from "./queries.ts";
import { agoText, decisionText } from "./words.ts";

/** An article's discussion as the queue shows it; undefined where there is no such article. */
export async function threadOf(articleId: number, settings: Settings): Promise<QueueThread | undefined> {
  const db = database();
  const [thread, truth] = await Promise.all([
    findThread(db, articleId),
    truthOf(db, { kind: "article", id: articleId }),
  ]);
  if (!thread) return undefined;
  const now = new Date();
  const t = translator();
  const aged = thread.policy !== "closed" && isClosed(thread, settings["comments.closeAfterDays"], now);
  const last = truth?.last;
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
