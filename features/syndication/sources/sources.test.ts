import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { activityLog, articles, authors, categories, feedStates, members, sources } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { publishDraft } from "#features/newsroom/drafts/publish.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { saveDraft } from "#features/newsroom/drafts/save.ts";
import { createArticleFromItem } from "../publication/mutations.ts";
import { addTestItem } from "../publication/testing.ts";
import { changeFeedStatus, requestAllFetches, requestFetch, saveFeed, subscribeFeed } from "./mutations.ts";
import { toPolicyValues } from "./policy-values.ts";
import {
  countFeeds,
  findFeed,
  findKnownFeed,
  listCreditedSources,
  listDailyFigures,
  listFeeds,
  listWeeklyFigures,
} from "./queries.ts";
import { type FeedCursor, type FeedSort, feedSorts, formatFeedCursor, parseFeedCursor } from "./rules.ts";
import type { FeedPolicyInput } from "./schema.ts";
import { aPolicy } from "./testing.ts";

const { db, sql, clear } = testDatabase();

beforeEach(async () => {
  await clear();
  await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" });
  await db.insert(categories).values({ slug: "securite", name: "Sécurité" });
  await db.insert(authors).values({ handle: "la-redaction", name: "La rédaction" });
});

const url = "https://www.zdnet.fr/feeds/rss/actualites/";
const subscribe = (address = url, policy: Partial<FeedPolicyInput> = {}) =>
  subscribeFeed(db, { url: address, title: "Actualités", policy: aPolicy(policy), memberId: 1 });
const kinds = async () => (await db.select({ kind: activityLog.kind }).from(activityLog)).map(({ kind }) => kind);
async function added(address = url, policy: Partial<FeedPolicyInput> = {}): Promise<number> {
  const result = await subscribe(address, policy);
  if (!result.ok) throw new Error(result.code);
  return result.value.id;
}

describe("adding a feed", () => {
  test("stores its policy and its source, and records who did it", async () => {
    const id = await added(url, {
      attribution: "D’après {title}, {source}",
      category: 1,
      author: "la rédaction",
      term: ["Économie", "économie", "vide", "Sport"],
      termCategory: ["1", "", "", ""],
      termTag: ["", "argent", "", "sport"],
    });
    const found = await findFeed(db, id);
    expect(found?.source).toMatchObject({ name: "ZDNet", slug: "zdnet", attribution: "D’après {title}, {source}" });
    expect(found?.feed).toMatchObject({ status: "active", categoryId: 1, authorId: 1, createdBy: 1, version: 1 });
    // Of two rows for one category, the last one counts; rows that say nothing are left out.
    expect(found?.feed.termMappings).toEqual([
      { term: "économie", categoryId: null, tag: "argent" },
      { term: "Sport", categoryId: null, tag: "sport" },
    ]);
    expect(await kinds()).toEqual(["feedAdded"]);
  });

  test("is refused for a feed that is followed under an equal address", async () => {
    const id = await added();
    expect(await subscribe("http://zdnet.fr/feeds/rss/actualites?utm_source=x")).toMatchObject({ code: "feed.known" });
    expect(await findKnownFeed(db, ["https://m.zdnet.fr/feeds/rss/actualites"])).toMatchObject({ id });
  });

  test.each([
    [{ category: 99 }, { category: "feed.categoryGone" }],
    [{ author: "Personne" }, { author: "feed.authorUnknown" }],
    [{ term: ["a"], termCategory: ["99"], termTag: [""] }, { term: "feed.categoryGone" }],
  ])("is refused with %j, and stores nothing", async (policy, fields) => {
    expect(await subscribe(url, policy)).toMatchObject({ ok: false, fields });
    expect(await db.$count(sources)).toBe(0);
  });

  test("keeps what an existing source says where the form says nothing", async () => {
    await added(url, { licence: "CC BY 4.0", description: "Un" });
    await added("https://www.zdnet.fr/feeds/autre", {
      sourceName: "zdnet",
      sourceUrl: "https://autre.test/",
      description: "Deux",
    });
    expect(await db.select().from(sources)).toMatchObject([
      { licence: "CC BY 4.0", description: "Deux", url: "https://www.zdnet.fr/" },
    ]);
  });
});

describe("changing a feed", () => {
  test("is refused if somebody else changed it meanwhile", async () => {
    const id = await added();
    expect(await saveFeed(db, 1, { id, version: 1, policy: aPolicy({ body: "full" }) })).toMatchObject({ ok: true });
    expect(await saveFeed(db, 1, { id, version: 1, policy: aPolicy() })).toMatchObject({ code: "feed.changed" });
    expect(await findFeed(db, id)).toMatchObject({ feed: { body: "full", version: 2 } });
    expect(await kinds()).toEqual(["feedAdded", "feedChanged"]);
  });

  test("is not refused if the same form is sent twice", async () => {
    const id = await added();
    const form = { id, version: 1, policy: aPolicy({ body: "full", licence: "CC BY 4.0" }) };
    const answers = await Promise.all([saveFeed(db, 1, form), saveFeed(db, 1, form)]);
    expect(answers).toEqual([
      { ok: true, value: { version: 2 } },
      { ok: true, value: { version: 2 } },
    ]);
    const other = { ...form, policy: { ...form.policy, licence: "Accord" } };
    expect(await saveFeed(db, 1, other)).toMatchObject({ code: "feed.changed" });
    expect(await kinds()).toEqual(["feedAdded", "feedChanged"]);
  });

  test("renames its source, or moves it to another one, which keeps its details", async () => {
    const id = await added();
    await added("https://autre.test/feed", {
      sourceName: "Autre",
      sourceUrl: "https://autre.test/",
      licence: "Accord",
    });
    await saveFeed(db, 1, { id, version: 1, policy: aPolicy({ sourceName: "ZDNet France" }) });
    expect((await findFeed(db, id))?.source).toMatchObject({ name: "ZDNet France", slug: "zdnet" });
    await saveFeed(db, 1, { id, version: 2, policy: aPolicy({ sourceName: "AUTRE" }) });
    expect((await findFeed(db, id))?.source).toMatchObject({ name: "Autre", licence: "Accord" });
  });

  test("a draft that names the source by its former name stays with it", async () => {
    const id = await added();
    const item = await addTestItem(db, id, { url: "https://www.zdnet.fr/1", title: "Un" });
    const made = await db.transaction((tx) => createArticleFromItem(tx, item, { memberId: 1, as: "draft" }));
    const articleId = made.ok ? made.value.articleId : 0;
    const opened = await findDraft(db, articleId);
    if (!opened) throw new Error("no draft");
    await saveFeed(db, 1, { id, version: 1, policy: aPolicy({ sourceName: "ZDNet France" }) });
    const renamed = await findDraft(db, articleId);
    expect(renamed?.content.source?.name).toBe("ZDNet France");
    // The editor who had the draft open saves the former name, and publishes.
    const writer = { id: 1, role: "editor" as const, isOutsideEditor: true as const };
    const save = { version: opened.version, kind: "save" as const };
    expect(await saveDraft(db, writer, articleId, { ...opened.content, lead: "Chapeau" }, save)).toMatchObject({
      ok: true,
    });
    const { version } = (await findDraft(db, articleId)) ?? { version: 0 };
    expect(await publishDraft(db, writer, articleId, version)).toMatchObject({ ok: true });
    const rows = await db.select({ name: sources.name }).from(sources);
    expect(rows).toEqual([{ name: "ZDNet France" }]);
  });

  test("a form that is sent back unchanged changes nothing", async () => {
    const id = await added(url, {
      category: 1,
      author: "La rédaction",
      interval: 30,
      term: ["a"],
      termTag: ["b"],
      termCategory: ["1"],
    });
    const before = await findFeed(db, id);
    if (!before) throw new Error("no feed");
    const { mappings, category, interval, ...values } = toPolicyValues(before);
    const policy = {
      ...values,
      category: Number(category),
      interval: Number(interval),
      term: mappings.map((row) => row.term),
      termCategory: mappings.map((row) => row.category),
      termTag: mappings.map((row) => row.tag),
    } as FeedPolicyInput;
    await saveFeed(db, 1, { id, version: 1, policy });
    const after = await findFeed(db, id);
    expect(after).toMatchObject({ ...before, feed: { ...before.feed, version: 2, updatedAt: expect.any(Date) } });
  });
});

describe("the status of a feed", () => {
  const nextAt = async (id: number) =>
    (await db.select({ at: feedStates.nextAt }).from(feedStates).where(eq(feedStates.feedId, id)))[0]?.at;

  test("a paused or removed feed is never fetched; resumed or restored, it is due", async () => {
    const id = await added();
    await changeFeedStatus(db, 1, { id, step: "pause" });
    expect(await nextAt(id)).toBeNull();
    expect(await requestFetch(db, id)).toMatchObject({ code: "feed.statusWrong" });
    await changeFeedStatus(db, 1, { id, step: "resume" });
    expect(await nextAt(id)).toBeInstanceOf(Date);
    await changeFeedStatus(db, 1, { id, step: "remove" });
    expect(await nextAt(id)).toBeNull();
    expect(await changeFeedStatus(db, 1, { id, step: "remove" })).toEqual({ ok: true, value: { isChanged: false } });
    await changeFeedStatus(db, 1, { id, step: "restore" });
    expect(await nextAt(id)).toBeInstanceOf(Date);
    expect(await kinds()).toEqual(["feedAdded", "feedPaused", "feedResumed", "feedRemoved", "feedAdded"]);
  });

  test("a removed feed that is added again is the same feed", async () => {
    const id = await added();
    await changeFeedStatus(db, 1, { id, step: "remove" });
    expect(await added()).toBe(id);
  });

  test("a policy form that was opened before a change of the status is refused", async () => {
    const id = await added();
    await changeFeedStatus(db, 1, { id, step: "pause" });
    expect(await saveFeed(db, 1, { id, version: 1, policy: aPolicy({ interval: 30 }) })).toMatchObject({
      code: "feed.changed",
    });
    await changeFeedStatus(db, 1, { id, step: "pause" });
    expect(await saveFeed(db, 1, { id, version: 2, policy: aPolicy({ interval: 30 }) })).toMatchObject({ ok: true });
  });

  test("a feed that is being fetched stays claimed", async () => {
    const id = await added();
    const until = new Date(Date.now() + 60_000);
    await db.update(feedStates).set({ claim: "x", nextAt: until });
    await requestFetch(db, id);
    expect(await requestAllFetches(db)).toBe(0);
    expect(await nextAt(id)).toEqual(until);
    await db.update(feedStates).set({ claim: null });
    expect(await requestAllFetches(db)).toBe(1);
    expect((await nextAt(id))?.getTime()).toBeLessThan(until.getTime());
  });
});

describe("the list of 10,000 feeds", () => {
  async function fill(count: number) {
    await sql`insert into sources (slug, name, url)
      select 's' || n, 'Source ' || n % 100, 'https://s' || n || '.test/' from generate_series(1, ${count}::int) n`;
    await sql`insert into feeds (source_id, url, url_key, title, status)
      select id, url || 'feed', slug || '.test/feed', 'Flux ' || id,
        case when id % 50 = 0 then 'paused' when id % 70 = 0 then 'removed' else 'active' end from sources`;
    await sql`insert into feed_states (feed_id, failures, succeeded_at, failure)
      select id, case when id % 10 = 0 then 3 else 0 end, case when id % 9 > 0 then now() - id * interval '1 minute' end,
        case when id % 10 = 0 then '{"code":"syntax","line":3,"column":7}'::jsonb end from feeds`;
    await sql`insert into feed_days (feed_id, day, fetches, failures, items)
      select f.id, (now() at time zone 'UTC')::date - d, 24, f.id % 3, f.id % 7 from feeds f, generate_series(0, 8) d`;
    await sql`analyze sources, feeds, feed_states, feed_days`;
  }

  test.each(feedSorts)("by %s, each feed is on one page", async (sort) => {
    await fill(230);
    const seen: number[] = [];
    let after: FeedCursor | undefined;
    do {
      const page = await listFeeds(db, { filter: "all", sort, words: "" }, after);
      seen.push(...page.feeds.map(({ id }) => id));
      after = page.next && parseFeedCursor(formatFeedCursor(page.next), sort);
      expect(Boolean(page.next)).toBe(Boolean(after));
    } while (after);
    expect(seen).toHaveLength((await countFeeds(db)).all);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("filters, searches and shows the health of each", async () => {
    await fill(230);
    const counts = await countFeeds(db);
    expect(counts).toEqual({ all: 227, trouble: 20, paused: 4, removed: 3 });
    const trouble = await listFeeds(db, { filter: "trouble", sort: "added", words: "" });
    expect(trouble.feeds).toHaveLength(20);
    expect(trouble.feeds[0]).toMatchObject({
      failures: 3,
      failure: { code: "syntax", line: 3, column: 7 },
      items: 7 * (230 % 7),
    });
    expect((await listFeeds(db, { filter: "all", sort: "name", words: "S17.TEST" })).feeds).toHaveLength(1);
    expect((await listFeeds(db, { filter: "all", sort: "name", words: "%" })).feeds).toEqual([]);
    expect((await listDailyFigures(db)).at(-1)).toMatchObject({ failures: 231 });
    expect((await listWeeklyFigures(db, 8)).reduce((sum, { items }) => sum + items, 0)).toBe(9);
  });

  test("reads no more than each feed's own rows for a page", async () => {
    await fill(10_000);
    const read = async (sort: FeedSort, after?: FeedCursor) => {
      const plans = await readQueryPlans(sql, (plain) => listFeeds(plain, { filter: "all", sort, words: "" }, after));
      printQueryPlans(`sources by ${sort}`, plans);
      return plans.reduce((sum, plan) => sum + plan.read, 0);
    };
    // By age a page; otherwise each feed, its source and its state, and for the items a week the rows of the week.
    expect(await read("added", { id: 5_000, key: "5000" })).toBeLessThan(2_500);
    expect(await read("name")).toBeLessThan(35_000);
    expect(await read("success")).toBeLessThan(35_000);
    expect(await read("items")).toBeLessThan(125_000);
  });
});

test("names the sources that articles credit and that nobody follows, by their articles", async () => {
  await added();
  const sites = await db
    .insert(sources)
    .values(["Rare", "Souvent", "Jamais"].map((name) => ({ name, slug: name, url: `https://${name}.example/` })))
    .returning({ id: sources.id });
  const [rare, often] = sites.map(({ id }) => id);
  const credits = [1, rare, often, often].map((sourceId, n) => ({ sourceId, n }));
  await db.insert(articles).values(
    credits.map(({ sourceId, n }) => ({
      ...{ slug: `a-${n}`, title: `Article ${n}`, status: "published" as const, publishedAt: new Date() },
      ...{ sourceId, sourceUrl: `https://source.example/${n}` },
    })),
  );
  expect(await listCreditedSources(db)).toMatchObject([
    { name: "Souvent", articles: 2 },
    { name: "Rare", articles: 1 },
  ]);
});
