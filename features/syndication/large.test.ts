import { beforeAll, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { listDecidedItems, listDeciders } from "./inbox/decision-list.ts";
import { suggestMergeTargets } from "./inbox/item/merge-targets.ts";
import { findInboxItem } from "./inbox/item/queries.ts";
import {
  automaticDecisionCount,
  inboxCounts,
  listChangedItems,
  listInboxFilterChoices,
  listInboxRows,
  listWaitingItems,
} from "./inbox/queries.ts";
import { claimDueFeeds, claimFeed } from "./polling/claims.ts";
import { findDuplicates } from "./polling/find-duplicates.ts";
import { findPollDelay } from "./polling/poll-due-feeds.ts";
import { deleteOldFeedData } from "./polling/retention.ts";
import { anItem } from "./polling/testing.ts";
import { listOtherCoverage } from "./publication/coverage.ts";
import { readSourceProfile } from "./publication/source-profile.ts";
import { findFeed, findKnownItems, listLastItems } from "./sources/queries.ts";

// 200,000 items of 10,000 feeds: each page, claim and hourly step reads a range of an index, and never all items.

const { db, sql, withoutTriggers } = testDatabase();

beforeAll(async () => {
  await withoutTriggers(async (tx) => {
    await tx`insert into sources (slug, name, url)
    select 'source-' || n, 'Source ' || n, 'https://source-' || n || '.test/' from generate_series(1, 5000) n`;
    await tx`insert into feeds (source_id, url, url_key, title)
    select 1 + n % 5000, 'https://source-' || n || '.test/rss', 'source-' || n || '.test/rss', 'Feed ' || n
    from generate_series(1, 10000) n`;
    // A tenth is due.
    await tx`insert into feed_states (feed_id, next_at) select id, now() + (id % 10 - 0.5) * interval '1 hour' from feeds`;
    await tx`insert into articles (slug, title, status, published_at, source_id, source_url)
    select 'article-' || n, 'Article ' || n, 'published', now() - n * interval '1 minute', 1 + n % 5000,
      'https://articles.test/' || n from generate_series(1, 20000) n`;
    // 150,000 of them are old: cleared long ago. 20,000 wait, and 2,000 of these too long.
    await tx`insert into feed_items (feed_id, guid_key, url, url_key, title, excerpt, body_html, raw, published_at, fetched_at,
      content_hash, state, sketch, bands, article_id, source_change)
    select 1 + n % 10000, 'guid-' || n, 'https://articles.test/' || n, 'articles.test/' || n, 'Titre ' || n, 'Un début.',
      case when n > 150000 then '<p>Un texte.</p>' else '' end, case when n > 150000 then '<item/>' else '' end,
      now() - (200000 - n) * interval '1 minute', case when n > 150000 then now() - (200000 - n) * interval '1 minute' else now() - interval '200 days' end,
      'hash', case when n > 180000 then 'waiting' when n % 10 = 0 then 'published' when n % 3 = 0 then 'skipped' else 'expired' end,
      case when n > 150000 then array[n, n + 1] end, case when n > 150000 then array[n::bigint * 7, n::bigint * 7 + 1] end,
      case when n % 10 = 0 and n <= 180000 then n / 10 end, case when n % 1000 = 0 and n <= 180000 then 'edited' end
    from generate_series(1, 200000) n`;
    await tx`update feed_items set fetched_at = now() - interval '31 days' where id between 180001 and 180100`;
    await tx`insert into feed_item_decisions (item_id, member_id, action, batch_key, before)
    select n, 1 + n % 5, case when n % 2 = 0 then 'skip' else 'publish' end, 'key-' || n, '{"state": "waiting"}'
    from generate_series(1, 100000) n`;
    // More automatic merges since than the team ever decided.
    await tx`insert into feed_item_decisions (item_id, action, batch_key, before)
    select n, 'merge', 'poll-' || n, '{"state": "waiting"}' from generate_series(1, 100000) n`;
    await tx`insert into feed_days (feed_id, day, fetches, items)
    select f.id, current_date - d, 24, 3 from feeds f, generate_series(0, 6) d`;
  });
  await sql`analyze`;
}, 300_000);

const waiting = { tab: "waiting" } as const;
const old = { at: Date.now() - 5_000 * 60_000, id: 195_000 };

const reads: [string, (on: Executor) => Promise<unknown>, number][] = [
  ["the inbox", (on) => listWaitingItems(on, waiting), 200],
  ["the inbox, a later page", (on) => listWaitingItems(on, { ...waiting, after: old }), 200],
  ["the inbox of a source", (on) => listWaitingItems(on, { ...waiting, source: 7 }), 200],
  ["the inbox by words", (on) => listWaitingItems(on, { ...waiting, words: "titre rare" }), 8_500],
  ["the inbox by term", (on) => listWaitingItems(on, { ...waiting, term: "rare", language: "fr" }), 8_500],
  ["rows of the inbox", (on) => listInboxRows(on, [199_001, 199_002, 199_003]), 500],
  ["the counts of the tabs", (on) => on.execute(inboxCounts.waiting.getSQL()), 2_500],
  ["the count of changes", (on) => on.execute(inboxCounts.changes.getSQL()), 2_500],
  ["the count of decisions", (on) => on.execute(inboxCounts.decided.getSQL()), 2_500],
  ["the count of automatic decisions", (on) => on.execute(automaticDecisionCount.getSQL()), 2_500],
  ["the filters of the inbox", listInboxFilterChoices, 30_000],
  ["decided items", (on) => listDecidedItems(on, { tab: "decided" }), 700],
  ["decided items of a member", (on) => listDecidedItems(on, { tab: "decided", member: 3 }), 700],
  // Two thousand of each of five members.
  ["decided items by action", (on) => listDecidedItems(on, { tab: "decided", action: "merge" }), 25_000],
  ["automatic decisions", (on) => listDecidedItems(on, { tab: "decided", scope: "automatic" }), 700],
  [
    "a later page of them",
    (on) => listDecidedItems(on, { tab: "decided", scope: "automatic", after: { id: 150_000 } }),
    700,
  ],
  [
    "automatic decisions by action",
    (on) => listDecidedItems(on, { tab: "decided", scope: "automatic", action: "block" }),
    8_500,
  ],
  [
    "duplicates of skipped items",
    (on) => listDecidedItems(on, { tab: "decided", scope: "duplicatesOfSkipped" }),
    12_500,
  ],
  ["the members who decided", listDeciders, 100],
  ["changes at sources", (on) => listChangedItems(on, { tab: "changes" }), 200],
  ["changes at a source", (on) => listChangedItems(on, { tab: "changes", source: 7 }), 2_000],
  ["an item", (on) => findInboxItem(on, 199_000), 50],
  [
    "what an item may repeat",
    (on) =>
      suggestMergeTargets(on, {
        id: 199_000,
        title: "Titre rare",
        urlKey: "articles.test/9",
        bands: [7 * 199_001, 8],
        bodyHtml: "",
        sketch: null,
      }),
    5_500,
  ],
  [
    "duplicates of new items",
    (on) =>
      findDuplicates(on, { feedId: 1, sourceId: 2 }, [anItem("a"), anItem("b", { url: "https://articles.test/9" })]),
    500,
  ],
  ["the other coverage of an article", (on) => listOtherCoverage(on, 100), 100],
  ["the page of a source", (on) => readSourceProfile(on, 7), 50],
  ["a feed", (on) => findFeed(on, 7), 50],
  ["a feed's last items", (on) => listLastItems(on, 7), 200],
  ["known items of a preview", (on) => findKnownItems(on, ["articles.test/9", "articles.test/10"]), 100],
  ["a claim", (on) => claimFeed(on, 7), 50],
  ["when a feed is due", findPollDelay, 50],
  ["claims of what is due", (on) => claimDueFeeds(on, { limit: 64, perHost: 8 }), 15_000],
];

test.each(reads)("reads a small part for %s", async (what, work, most) => {
  await expectFewRows(what, work, most);
});

test("the hourly clearing reads what it clears", async () => {
  await deleteOldFeedData(db);
  await sql`analyze feed_items`;
  // The items that wait, which are those of a month.
  await expectFewRows("clearing", deleteOldFeedData, 21_000);
});

async function expectFewRows(what: string, work: (on: Executor) => Promise<unknown>, most: number) {
  const plans = await readQueryPlans(sql, work);
  printQueryPlans(what, plans);
  const scanned = plans.flatMap(({ text }) => text);
  // Claims rank the feeds, not their items.
  expect(scanned.filter((table) => table !== "feeds" && table !== "feed_states" && table !== "sources")).toEqual([]);
  expect(plans.reduce((sum, { read }) => sum + read, 0)).toBeLessThan(most);
}
