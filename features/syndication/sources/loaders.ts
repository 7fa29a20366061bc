import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { parseId } from "#lib/ids.ts";
import { getDailyFigures } from "./cached.ts";
import { toPolicyValues } from "./policy-values.ts";
import {
  countFeeds,
  findFeed,
  listCreditedSources,
  listFailingDays,
  listFeedChoices,
  listFeeds,
  listLastItems,
  listSiblingFeeds,
  listWeeklyFigures,
} from "./queries.ts";
import { type FeedListQuery, maxTermMappings, parseFeedCursor } from "./rules.ts";

/** Loads a page of the list, the number of feeds of each filter, and on the first page the figures of all feeds and the
 * sources that could be followed. */
export async function loadFeeds(query: FeedListQuery, afterText: string | undefined) {
  const db = database();
  const after = parseFeedCursor(afterText, query.sort);
  const [page, counts, figures, credited] = await Promise.all([
    listFeeds(db, query, after),
    countFeeds(db),
    after ? [] : getDailyFigures(),
    after ? [] : listCreditedSources(db),
  ]);
  return { ...page, counts, figures, credited, isFirstPage: after === undefined };
}

/** Loads a feed's page; 404 if there is none. */
export async function loadFeed(idText: string) {
  const db = database();
  const id = parseId(idText);
  const details = id === undefined ? undefined : await findFeed(db, id);
  if (!details) notFound();
  const [weeks, items, failingDays, siblings, choices] = await Promise.all([
    listWeeklyFigures(db, details.feed.id),
    listLastItems(db, details.feed.id),
    listFailingDays(db, details.feed.id),
    listSiblingFeeds(db, details.feed),
    listFeedChoices(db),
  ]);
  const values = toPolicyValues(details);
  const terms = [...new Set(items.flatMap((item) => item.terms))].slice(0, maxTermMappings);
  return { details, weeks, items, failingDays, siblings, choices, values, terms };
}
