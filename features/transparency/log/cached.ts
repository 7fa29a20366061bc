import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { tagged } from "#lib/cache.ts";
import { writeLogFeed } from "./feed.ts";
import { listDeciders, listKinds, listLog, listMonths } from "./queries.ts";
import type { LogFilter } from "./rules.ts";

/**
 * A page of the log; undefined if `before` is not a line. The tag of article lists covers articles' titles and whether
 * they are public.
 */
export async function getLogPage(filter: LogFilter, before?: number) {
  "use cache";
  tagged(moderationLogCacheTag, settingsCacheTag, articleCacheTags.lists);
  const db = database();
  const settings = await getSettings();
  const names = settings["moderation.namesInLog"] === 1;
  return listLog(db, { filter, before, zone: settings["site.zone"], names });
}

/** The filters of the log: kinds of lines, months and, if names are shown, moderators. */
export async function getLogFacets() {
  "use cache";
  tagged(moderationLogCacheTag, settingsCacheTag);
  const db = database();
  const settings = await getSettings();
  const [kinds, months] = await Promise.all([listKinds(db), listMonths(db, settings["site.zone"])]);
  const people = settings["moderation.namesInLog"] === 1 ? await listDeciders(db, kinds) : [];
  return { kinds, months, people: people.map(({ name, handle }) => ({ name, handle })) };
}

/** The log's RSS feed. */
export async function getLogFeed(): Promise<string> {
  "use cache";
  tagged(moderationLogCacheTag, settingsCacheTag, articleCacheTags.lists);
  const db = database();
  const settings = await getSettings();
  const page = await listLog(db, {
    filter: {},
    zone: settings["site.zone"],
    names: settings["moderation.namesInLog"] === 1,
  });
  return writeLogFeed(page?.lines ?? [], settings);
}
