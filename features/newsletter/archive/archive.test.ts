import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { newsletterDeliveries, newsletterSubscribers, newsletterSubscriberTopics } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { composeDigest } from "#features/newsletter/issues/compose.ts";
import { parsePeriod } from "#features/newsletter/issues/period.ts";
import { aTopic } from "#features/newsletter/issues/testing.ts";
import { cancelIssue, startSending } from "#features/newsletter/sending/mutations.ts";
import { listSitemapEntries } from "#features/sitemap/queries.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { readXml } from "#lib/xml-testing.ts";
import { countArchivedIssues, getArchive, getArchiveFeed, getIssuePage } from "./cached.ts";

const { db, clear, recordedChanges } = testDatabase();
let articleIds: number[] = [];

beforeEach(async () => {
  await clear();
  const topicId = await aTopic(db, "tout");
  articleIds = [];
  for (const slug of ["un", "deux"])
    articleIds.push(
      await anArticle(db, slug, { lead: `Le chapeau ${slug} & <b>`, publishedAt: new Date("2026-11-10T12:00:00Z") }),
    );
  const [subscriber] = await db
    .insert(newsletterSubscribers)
    .values({ address: "ada@example.org", rhythm: "monthly", linkKey: new Uint8Array(32) })
    .returning({ id: newsletterSubscribers.id });
  await db.insert(newsletterSubscriberTopics).values({ subscriberId: subscriber?.id ?? 0, topicId });
  invalidateTagsLocally(["site"], "now");
});

async function compose(): Promise<number> {
  const period = parsePeriod("2026-11", "Europe/Paris");
  const composed = period && (await composeDigest(db, { period }));
  return composed?.ok ? composed.value.id : 0;
}

/** Reads what a page reads, and returns a function that says whether the page is still valid. */
async function render(read: () => Promise<unknown>) {
  const scope = newReadScope();
  const since = invalidations.sequence;
  await runInReadScope(scope, read);
  return () => !invalidations.isInvalidatedSince([...scope.tags], since);
}

/** Invalidates the tags that `work` records. */
async function expireNotified(work: () => Promise<unknown>): Promise<void> {
  const changes = await recordedChanges(work);
  invalidateTagsLocally(
    changes.flatMap(({ tags }) => tags),
    "now",
  );
}

test("an issue is public from the time at which its sending began, and its page, the list and the feed follow", async () => {
  const id = await compose();
  const pages = [
    await render(() => getArchive(1)),
    await render(() => getArchiveFeed("rss")),
    await render(() => getIssuePage("2026-11")),
  ];
  expect([await countArchivedIssues(), await getIssuePage("2026-11")]).toEqual([0, null]);
  await expireNotified(() => startSending(db, id, null, 0));
  expect(pages.map((isValid) => isValid())).toEqual([false, false, false]);
  expect(await countArchivedIssues()).toBe(1);
  expect(await getArchive(1)).toMatchObject([{ slug: "2026-11" }]);
  expect(await listSitemapEntries(db, { kind: "pages" })).toContainEqual(
    expect.objectContaining({ path: "/newsletter/2026-11" }),
  );
});

test("an issue that was cancelled before any mail left is not public, and one of which something was sent stays public", async () => {
  const id = await compose();
  await startSending(db, id, null, 0);
  const pages = [await render(() => getArchive(1)), await render(() => getIssuePage("2026-11"))];
  await expireNotified(() => cancelIssue(db, id));
  expect(pages.map((isValid) => isValid())).toEqual([false, false]);
  expect([await countArchivedIssues(), await getArchive(1), await getIssuePage("2026-11")]).toEqual([0, [], null]);
  const paths = (await listSitemapEntries(db, { kind: "pages" })).map(({ path }) => path);
  expect(paths).not.toContain("/newsletter/2026-11");
  const next = await compose();
  await expireNotified(() => startSending(db, next, null, 0));
  for (const state of ["sending", "sent"] as const)
    await db.update(newsletterDeliveries).set({ state }).where(eq(newsletterDeliveries.issueId, next));
  await expireNotified(() => cancelIssue(db, next));
  expect(await countArchivedIssues()).toBe(1);
});

test("the page of an issue keeps the texts that were sent, and links to what is published", async () => {
  await startSending(db, await compose(), null, 0);
  const isValid = await render(() => getIssuePage("2026-11"));
  const [un = 0, deux = 0] = articleIds;
  await expireNotified(() => setArticleStatus(db, [un], "withdrawn"));
  expect(isValid()).toBe(false);
  const page = await getIssuePage("2026-11");
  expect([...(page?.slugs ?? [])]).toEqual([[deux, "deux"]]);
  expect(page?.issue.snapshot.articles.map(({ title }) => title).sort()).toEqual(["deux", "un"]);
});

test("the feeds are well-formed, with the address of each issue", async () => {
  await startSending(db, await compose(), null, 0);
  const address = absoluteUrl("/newsletter/2026-11");
  for (const format of ["rss", "atom"] as const) {
    const { text } = await getArchiveFeed(format);
    expect(readXml(text).name).toBe(format === "rss" ? "rss" : "feed");
    expect(text).toContain(address);
  }
  const feed = JSON.parse((await getArchiveFeed("json")).text);
  expect(feed.items).toMatchObject([{ url: address, title: expect.stringContaining("Novembre 2026") }]);
  expect(feed.items[0].content_html).toContain("&amp; &lt;b&gt;");
});
