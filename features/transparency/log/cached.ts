import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { type WrittenFeed, writeFeed } from "#lib/feed-document/write-feed.ts";
import { describeLogFeed } from "./feed.ts";
import { hasLogLine, listDeciders, listKinds, listLog, listMonths } from "./queries.ts";
import { type LogFacets, type LogFilter, occursInLog } from "./rules.ts";

/** The tag of article lists covers articles' titles and whether they are public. */
const logTags = [moderationLogCacheTag, articleCacheTags.lists];

/** A page of the log; undefined if `before` is not a line. */
export function getLogPage(filter: LogFilter, before?: number) {
  return cached(["moderationLog", filter, before], logTags, async () => {
    const settings = await getSettings();
    const names = settings["moderation.namesInLog"] === 1;
    return listLog(database(), { filter, before, zone: settings["site.zone"], names });
  });
}

/** The filters of the log: kinds of lines, months and, if names are shown, moderators. */
export function getLogFacets(): Promise<LogFacets> {
  const load = async () => {
    const db = database();
    const settings = await getSettings();
    const [kinds, months] = await Promise.all([listKinds(db), listMonths(db, settings["site.zone"])]);
    const people = settings["moderation.namesInLog"] === 1 ? await listDeciders(db, kinds) : [];
    return { kinds, months, people: people.map(({ name, handle }) => ({ name, handle })) };
  };
  return cached(["moderationLogFacets"], [moderationLogCacheTag], load, { keep: true });
}

/** Whether the log has a page with this filter, from this line on if `before` is given. */
export async function hasLogPage({ filter, before }: { filter: LogFilter; before: number | undefined }) {
  if (!occursInLog(filter, await getLogFacets())) return false;
  return before === undefined || (await hasLogLine(database(), before));
}

/** The log's feed. */
export async function getLogFeed(format: FeedFormat): Promise<WrittenFeed> {
  const [page, settings] = await Promise.all([getLogPage({}), getSettings()]);
  return writeFeed(format, describeLogFeed(page?.lines ?? [], settings));
}
