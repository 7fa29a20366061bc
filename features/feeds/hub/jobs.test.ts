import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { hubPingJob } from "#features/articles/jobs.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { listFailedJobs } from "#features/jobs/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { readHubLinks } from "#features/syndication/websub/hub-links.ts";
import { isSignedByHub } from "#features/syndication/websub/signature.ts";
import { upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { env } from "#lib/env.ts";
import { writeFeed } from "#lib/feed-document/write-feed.ts";
import { openJobs, openQueue, runNextJob } from "#lib/jobs.ts";
import { readFeed } from "../queries.ts";
import { pingHub } from "./jobs.ts";
import { listen, startHub } from "./testing.ts";

const { db, sql, clear } = testDatabase();
const siteUrl = env().SITE_URL;
const servers: Server[] = [];
let hub: Awaited<ReturnType<typeof startHub>>;
/** What the subscriber received. */
let received: { body: string; link: string; isSigned: boolean }[] = [];
let callback = "";
const published = { status: "published", lead: "", bodyHtml: "" } as const;

beforeAll(async () => {
  const site = await listen(async () => {
    const feed = await readFeed(db, { kind: "all" }, await readSettings(db));
    if (!feed) return { status: 404 };
    const { text, headers } = writeFeed("rss", feed);
    return { status: 200, body: text, headers };
  });
  const subscriber = await listen(async (req, body) => {
    const challenge = new URL(req.url ?? "", "http://x").searchParams.get("hub.challenge");
    if (req.method === "GET") return { status: 200, body: challenge ?? "" };
    const isSigned = isSignedByHub("secret", Buffer.from(body), req.headers["x-hub-signature"]?.toString());
    received.push({ body, link: req.headers.link?.toString() ?? "", isSigned });
    return { status: 202 };
  });
  hub = await startHub();
  servers.push(site.server, subscriber.server, hub.server);
  callback = subscriber.url;
  env().SITE_URL = site.url;
});
afterAll(() => {
  env().SITE_URL = siteUrl;
  for (const server of servers) server.close();
});
beforeEach(async () => {
  await clear();
  await openQueue(await openJobs(), hubPingJob);
  await sql`delete from pgboss.job where name = ${hubPingJob.name}`;
  env().WEBSUB_HUB.push(hub.url);
  Object.assign(hub, { pings: [], fail: false });
  received = [];
});
afterEach(() => {
  env().WEBSUB_HUB.length = 0;
});

const listPings = async () =>
  (
    await sql`select data ->> 'path' as path from pgboss.job where name = ${hubPingJob.name} order by start_after, path`
  ).map(({ path }) => path);

/** Runs the jobs as if their delay, and the interval of those before, were over. Returns whether each succeeded. */
async function runPings(): Promise<boolean[]> {
  await sql`delete from pgboss.job where name = ${hubPingJob.name} and state = 'completed'`;
  await sql`update pgboss.job set start_after = now() where name = ${hubPingJob.name} and state in ('created', 'retry')`;
  const boss = await openJobs();
  const outcomes: boolean[] = [];
  const run = () =>
    runNextJob(boss, db, hubPingJob, (executor, data) => pingHub(executor, data, { mayBePrivate: () => true }));
  for (let done = await run(); done !== undefined; done = await run()) outcomes.push(done);
  return outcomes;
}

const subscribe = (topic: string) =>
  fetch(hub.url, {
    method: "POST",
    body: new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.topic": topic,
      "hub.callback": callback,
      "hub.secret": "secret",
    }),
  });

test("a subscriber gets a new article, an edit and a withdrawal from the hub that the feed names", async () => {
  const topic = `${env().SITE_URL}/feed.xml`;
  const link = (await fetch(topic)).headers.get("link") ?? "";
  expect(readHubLinks(link, topic, { hubUrls: [], selfUrl: "" })).toEqual({ hubUrl: `${hub.url}/`, selfUrl: topic });
  expect((await subscribe(topic)).status).toBe(202);

  const article = { ...published, slug: "neuf", title: "Tout neuf", publishedAt: new Date() };
  const { id } = await upsertArticle(db, article);
  await runPings();
  expect(received.at(-1)).toMatchObject({ body: expect.stringContaining("Tout neuf"), isSigned: true });
  expect(received.at(-1)?.link).toBe(link);

  await upsertArticle(db, { ...article, title: "Corrigé" }, id);
  await runPings();
  expect(received.at(-1)?.body).toContain("Corrigé");

  await setArticleStatus(db, [id], "withdrawn");
  await runPings();
  expect(received.at(-1)?.body).not.toContain("Corrigé");
});

test("a change announces the site's feeds and those of its terms, before and after it, once for a batch", async () => {
  const [cloud, rgpd] = [
    await upsertCategory(db, { slug: "cloud", name: "Cloud" }),
    await upsertTag(db, { slug: "rgpd", name: "RGPD" }),
  ];
  const article = { ...published, slug: "un", title: "Un", publishedAt: new Date() };
  const { id } = await upsertArticle(db, { ...article, categoryIds: [cloud] });
  expect(await listPings()).toEqual(["/", "/categories/cloud"]);
  await sql`delete from pgboss.job where name = ${hubPingJob.name}`;
  await upsertArticle(db, { ...article, tagIds: [rgpd] }, id);
  expect(await listPings()).toEqual(["/", "/categories/cloud", "/tags/rgpd"]);
  for (let n = 0; n < 5; n += 1) await upsertArticle(db, { ...article, slug: `n-${n}`, tagIds: [rgpd] });
  // One soon, and one more for all that came meanwhile.
  const pings = await listPings();
  expect(pings.filter((path) => path === "/tags/rgpd").length).toBeLessThanOrEqual(2);
  await runPings();
  expect(hub.pings).toContain(`${env().SITE_URL}/tags/rgpd/feed.xml`);
  expect(hub.pings).toContain(`${env().SITE_URL}/tags/rgpd/atom.xml`);
  expect(hub.pings).toContain(`${env().SITE_URL}/tags/rgpd/feed.json`);
});

test("drafts announce nothing, nor does a site without hubs, and a rollback takes the announcement with it", async () => {
  await upsertArticle(db, { ...published, status: "draft", slug: "a", title: "A", publishedAt: null });
  const article = { ...published, slug: "b", title: "B", publishedAt: new Date() };
  await expect(
    db.transaction(async (tx) => {
      await upsertArticle(tx, article);
      throw new Error("rolled back");
    }),
  ).rejects.toThrow();
  env().WEBSUB_HUB.length = 0;
  await upsertArticle(db, article);
  expect(await listPings()).toEqual([]);
});

test("a hub that fails is tried again, and the failure shows its name only", async () => {
  hub.fail = true;
  await upsertArticle(db, { ...published, slug: "un", title: "Un", publishedAt: new Date() });
  expect(await runPings()).toEqual([false]);
  const { jobs } = await listFailedJobs(db);
  expect(jobs[0]).toMatchObject({ queue: "websub-ping", cause: expect.stringMatching(/hub .* answered 503/) });
  expect(jobs[0]?.nextAt).not.toBeNull();
  hub.fail = false;
  expect(await runPings()).toEqual([true]);
  expect(hub.pings).toHaveLength(3);
});

test("a private address is refused unless it is allowed, and a hub that is no longer configured is not notified", async () => {
  const ping = { hub: hub.url, path: "/" };
  await expect(pingHub(db, ping, { mayBePrivate: () => false })).rejects.toThrow(/private/);
  env().WEBSUB_HUB.length = 0;
  await pingHub(db, ping, { mayBePrivate: () => true });
  expect(hub.pings).toEqual([]);
});
