import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { articles, feedDays, feedItems, feedStates, feeds, websubSubscriptions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { describePoll } from "#server/cli/feeds/poll.ts";
import { requestSubscriptions } from "../websub/mutations.ts";
import { claimDueFeeds, claimFeed, releaseClaims } from "./claims.ts";
import type { FeedFetchOptions } from "./fetch-feed.ts";
import { pollDueFeeds } from "./poll-due-feeds.ts";
import { pollFeed } from "./poll-feed.ts";
import { claimSeconds } from "./rules.ts";
import { aFeed } from "./testing.ts";

const { db, clear } = testDatabase();
let server: Server;
let base = "";
let answer: RequestListener;
const requests: { url: string; headers: Record<string, unknown> }[] = [];
const local = { mayBePrivate: () => true };

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push({ url: request.url ?? "", headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await clear();
  requests.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const rss = (items: string[], channel = "") => `<?xml version="1.0"?>
<rss version="2.0"><channel><title>Le Journal</title><link>${base}/</link>${channel}${items.join("")}</channel></rss>`;
const began = Date.now();
const item = (name: string, hoursAgo = 1, text = `Texte de ${name}`) =>
  `<item><title>Titre ${name}</title><link>${base}/articles/${name}</link><guid isPermaLink="false">journal-${name}</guid>
  <pubDate>${new Date(began - hoursAgo * 3_600_000).toUTCString()}</pubDate><description>${text}</description></item>`;
const serve = (body: string, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) =>
    response.writeHead(200, { "content-type": "application/rss+xml", ...headers }).end(body);
};
const status = (code: number, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) => response.writeHead(code, headers).end();
};
const stateOf = async (feedId: number) => {
  const [row] = await db.select().from(feedStates).where(eq(feedStates.feedId, feedId));
  if (!row) throw new Error("The feed has no state.");
  return { ...row, delay: Math.round(((row.nextAt?.getTime() ?? 0) - Date.now()) / 1_000) };
};
const titles = async () => (await db.select().from(feedItems).orderBy(asc(feedItems.id))).map(({ title }) => title);

test("fetches a feed and stores its items, then asks only for what is new", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  const etag = 'W/"a-1"';
  const lastModified = "Sat, 28 Nov 2026 10:00:00 GMT";
  answer = (request, response) => {
    if (request.headers["if-none-match"] === etag && request.headers["if-modified-since"] === lastModified)
      return void response.writeHead(304).end();
    const headers = { etag, "last-modified": lastModified, "content-encoding": "gzip" };
    response.writeHead(200, headers).end(gzipSync(rss([item("un"), item("deux")])));
  };
  expect(await pollFeed(db, feed, local)).toMatchObject({ kind: "stored", added: 2 });
  expect(await pollFeed(db, feed, local)).toEqual({ kind: "unchanged" });
  expect((await titles()).sort()).toEqual(["Titre deux", "Titre un"]);
  expect(await stateOf(feed)).toMatchObject({ etag, lastModified, failures: 0, claim: null });
  expect(await db.select().from(feeds)).toMatchObject([{ title: "Le Journal" }]);
  expect(await db.select().from(feedDays)).toMatchObject([{ fetches: 2, unchanged: 1, items: 2 }]);
  // The validators of a 304 without any are kept.
  expect(await pollFeed(db, feed, local)).toEqual({ kind: "unchanged" });
  // Once more from the beginning.
  expect(await pollFeed(db, feed, { ...local, force: true })).toMatchObject({ kind: "stored", added: 0, changed: 0 });
});

test("does not read the same body again from a server without validators", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  const body = rss([item("un")]);
  answer = serve(body);
  await pollFeed(db, feed, local);
  expect(await pollFeed(db, feed, local)).toEqual({ kind: "unchanged" });
  answer = serve(rss([item("un"), item("deux")]));
  expect(await pollFeed(db, feed, local)).toMatchObject({ kind: "stored", added: 1 });
});

test.each([
  [status(401), { code: "unauthorized", status: 401 }],
  [status(403), { code: "refused", status: 403 }],
  [status(404), { code: "notFound", status: 404 }],
  [status(418), { code: "status", status: 418 }],
  [status(503), { code: "server", status: 503 }],
  [status(304), { code: "status", status: 304 }],
  [serve("<!doctype html><html><body>Page</body></html>", { "content-type": "text/html" }), { code: "html" }],
  [serve(""), { code: "empty" }],
  [serve("x".repeat(5_000_001)), { code: "tooLarge" }],
] as [RequestListener, object][])(
  "a failure is stored with its reason, and the next try waits longer each time (%#)",
  async (listener, failure) => {
    const feed = await aFeed(db, { url: `${base}/feed` });
    answer = listener;
    expect(await pollFeed(db, feed, local)).toMatchObject({ kind: "failed", failure });
    const first = await stateOf(feed);
    expect(first).toMatchObject({ failure, failures: 1, succeededAt: null });
    await pollFeed(db, feed, local);
    const second = await stateOf(feed);
    expect(second.failures).toBe(2);
    expect(first.delay).toBeGreaterThan(470);
    expect(second.delay).toBeGreaterThan(950);
    answer = serve(rss([item("un")]));
    expect(await pollFeed(db, feed, local)).toMatchObject({ kind: "stored" });
    expect(await stateOf(feed)).toMatchObject({ failures: 0, failure: null });
  },
);

test("a damaged document is reported with its place", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  answer = serve(
    `<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<rss><channel>&x;</channel></rss>`,
  );
  const outcome = await pollFeed(db, feed, local);
  if (outcome.kind === "failed") expect(outcome.failure.line).toBeGreaterThan(0);
});

test("a feed that is gone is never asked again", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  answer = status(410);
  expect(await pollFeed(db, feed, local)).toMatchObject({ failure: { code: "gone" } });
  expect(await db.select().from(feeds)).toMatchObject([{ status: "gone" }]);
  expect((await stateOf(feed)).nextAt).toBeNull();
  expect(await pollDueFeeds(db, { ...local, all: true })).toMatchObject({ feeds: 0 });
});

test("Retry-After of a busy host delays all its feeds", async () => {
  const [first, other] = [await aFeed(db, { url: `${base}/one` }), await aFeed(db, { url: `${base}/two` })];
  const away = await aFeed(db);
  answer = status(429, { "retry-after": "7200" });
  expect(await pollFeed(db, first, local)).toMatchObject({ failure: { code: "tooMany" }, hostDelaySeconds: 7_200 });
  const delays = [await stateOf(first), await stateOf(other), await stateOf(away)].map(({ delay }) => delay > 7_000);
  expect(delays).toEqual([true, true, false]);
});

test("a busy host is left alone at once, also by the feeds that wait in the same round", async () => {
  for (let n = 0; n < 12; n += 1) await aFeed(db, { url: `${base}/${n}` });
  answer = status(503, { "retry-after": "600" });
  const { failed } = await pollDueFeeds(db, { ...local, concurrency: 1 });
  expect([failed, requests.length]).toEqual([1, 1]);
});

test("follows permanent redirects for good, and temporary ones each time", async () => {
  const feed = await aFeed(db, { url: `${base}/old` });
  const body = rss([item("un")]);
  answer = (request, response) => {
    if (request.url === "/old") response.writeHead(301, { location: "/new" }).end();
    else if (request.url === "/new") response.writeHead(302, { location: "/today" }).end();
    else serve(body)(request, response);
  };
  await pollFeed(db, feed, local);
  expect(await db.select().from(feeds)).toMatchObject([{ url: `${base}/old` }]);
  answer = (request, response) => {
    if (request.url === "/old") response.writeHead(308, { location: "/new" }).end();
    else serve(body)(request, response);
  };
  expect(await pollFeed(db, feed, local)).toEqual({ kind: "unchanged" });
  expect(await db.select().from(feeds)).toMatchObject([{ url: `${base}/new`, urlKey: `${base.slice(7)}/new` }]);
});

test("checks the address of an unlisted item that has an article, and marks it as deleted at the second 404", async () => {
  const feed = await aFeed(db, { url: `${base}/feed`, policy: { deletionPolicy: "withdraw" } });
  let page: RequestListener = status(404);
  let listed = ["a", "b", "c", "d"];
  answer = (request, response) => {
    if (request.url === "/feed") serve(rss(listed.map((name, at) => item(name, at + 1))))(request, response);
    else page(request, response);
  };
  await pollFeed(db, feed, local);
  const [article] = await db.insert(articles).values({ slug: "a", title: "A" }).returning({ id: articles.id });
  await db
    .update(feedItems)
    .set({ state: "published", articleId: article?.id ?? 0, publishedHash: sql`content_hash` })
    .where(eq(feedItems.title, "Titre a"));
  const read = async () => (await db.select().from(feedItems).where(eq(feedItems.title, "Titre a")))[0];
  listed = ["b", "c", "d"];
  await pollFeed(db, feed, local);
  expect(await read()).toMatchObject({ sourceChange: null, missingAt: expect.any(Date) });
  // Too early for the second look; and an error is no answer.
  await pollFeed(db, feed, local);
  expect(await read()).toMatchObject({ sourceChange: null });
  await db.update(feedItems).set({ missingAt: sql`missing_at - interval '1 hour'` });
  page = status(500);
  expect(await pollFeed(db, feed, { ...local, force: true })).toMatchObject({ deleted: 0 });
  page = status(410);
  await db.update(feedStates).set({ etag: null, lastModified: null, bodyHash: null });
  const counts = await pollDueFeeds(db, { ...local, all: true });
  expect(counts).toMatchObject({ feeds: 1, deleted: 1 });
  expect(describePoll(counts)).toContain("deleted at their source: 1");
  expect(await read()).toMatchObject({ sourceChange: "deleted", missingAt: null, state: "published" });
  const jobs = await db.execute(sql`select from pgboss.job where name = 'feed-item-source-change'`);
  expect(jobs).toHaveLength(1);
  listed = ["a", "b", "c", "d"];
  await pollFeed(db, feed, local);
  expect(await read()).toMatchObject({ sourceChange: null });
});

test("an item that has dropped off the end of its feed, or whose page is still there, does not count as deleted", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  let listed = [..."abcdef"];
  answer = (request, response) => {
    if (request.url === "/feed")
      serve(rss(listed.map((name) => item(name, name.charCodeAt(0) - 90))))(request, response);
    else serve("<p>Here</p>")(request, response);
  };
  await pollFeed(db, feed, local);
  await db.update(feedItems).set({ state: "drafted" });
  requests.length = 0;
  listed = [..."abcde"];
  await pollFeed(db, feed, local);
  expect(requests.map(({ url }) => url)).toEqual(["/feed"]);
  listed = [..."acdef"];
  await pollFeed(db, feed, local);
  expect(requests.map(({ url }) => url)).toEqual(["/feed", "/feed", "/articles/b"]);
  expect((await db.select().from(feedItems)).every(({ missingAt }) => missingAt === null)).toBe(true);
});

test("a feed is fetched by one process at a time, and its claim expires if that is killed", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  answer = serve(rss([item("un")]));
  expect(await claimFeed(db, feed)).toMatchObject({ feedId: feed, url: `${base}/feed`, host: base.slice(7) });
  expect(await claimFeed(db, feed)).toBeUndefined();
  expect(await pollFeed(db, feed, local)).toEqual({ kind: "later" });
  expect(await pollDueFeeds(db, { ...local, all: true })).toMatchObject({ feeds: 0 });
  await db.update(feedStates).set({ nextAt: sql`next_at - make_interval(secs => ${claimSeconds})` });
  expect(await pollDueFeeds(db, local)).toMatchObject({ feeds: 1, added: 1 });
});

test("claims a few feeds of each host, the longest due first, and gives them back", async () => {
  for (let n = 0; n < 20; n += 1) await aFeed(db, { url: `https://big.test/${n}` });
  await aFeed(db, { url: "https://www.small.test/feed" });
  const claims = await claimDueFeeds(db, { limit: 10, perHost: 3 });
  expect(claims.map(({ host }) => host).sort()).toEqual(["big.test", "big.test", "big.test", "small.test"]);
  expect(await claimDueFeeds(db, { limit: 10, perHost: 3, busyHosts: ["big.test"] })).toEqual([]);
  await releaseClaims(db, claims, 0);
  expect(await claimDueFeeds(db, { limit: 100, perHost: 100 })).toHaveLength(21);
});

test("a feed that a hub announced comes before all others that are due", async () => {
  for (let n = 0; n < 3; n += 1) await aFeed(db, { url: `https://host${n}.test/feed` });
  const announced = await aFeed(db, { url: "https://host1.test/other" });
  await db
    .insert(websubSubscriptions)
    .values({ feedId: announced, key: "k", hubUrl: "", topicUrl: "", secret: "", lastPingAt: new Date() });
  const [first] = await claimDueFeeds(db, { limit: 1, perHost: 1 });
  expect(first?.feedId).toBe(announced);
});

test("a ping from before the clock was set back does not make a feed due without end", async () => {
  const feed = await aFeed(db, { url: `${base}/feed` });
  answer = serve(rss([item("un")]));
  const subscription = { feedId: feed, key: "k", hubUrl: "", topicUrl: "", secret: "" };
  await db.insert(websubSubscriptions).values({ ...subscription, lastPingAt: sql`now() + interval '1 day'` });
  await pollFeed(db, feed, local);
  expect((await stateOf(feed)).delay).toBeGreaterThan(600);
  await pollFeed(db, feed, local);
  expect((await stateOf(feed)).delay).toBeGreaterThan(600);
  // One that arrives during the fetch does.
  await db.update(websubSubscriptions).set({ lastPingAt: sql`now() + interval '5 seconds'` });
  await pollFeed(db, feed, local);
  expect((await stateOf(feed)).delay).toBeLessThan(600);
});

test("several processes fetch all due feeds once each", async () => {
  for (let n = 0; n < 60; n += 1) await aFeed(db, { url: `${base}/${n}` });
  answer = (request, response) => serve(rss([item(`${request.url?.slice(1)}`)]))(request, response);
  const rounds = await Promise.all([1, 2, 3].map(() => pollDueFeeds(db, local)));
  expect(rounds.reduce((sum, { feeds }) => sum + feeds, 0)).toBe(60);
  expect(new Set(requests.map(({ url }) => url)).size).toBe(60);
  expect([requests.length, await db.$count(feedItems)]).toEqual([60, 60]);
  expect(await pollDueFeeds(db, local)).toMatchObject({ feeds: 0 });
  expect(await pollDueFeeds(db, { ...local, all: true })).toMatchObject({ feeds: 60, unchanged: 60 });
});

test("a stop gives up what is being fetched, and leaves it due", async () => {
  for (let n = 0; n < 5; n += 1) await aFeed(db, { url: `${base}/${n}` });
  answer = () => undefined;
  const stop = new AbortController();
  const round = pollDueFeeds(db, { ...local, signal: stop.signal, concurrency: 2 });
  await vi.waitFor(() => expect(requests.length).toBe(2));
  stop.abort();
  expect(await round).toMatchObject({ feeds: 0, failed: 0 });
  const states = await db.select().from(feedStates);
  expect(states.every(({ claim, nextAt }) => claim === null && (nextAt?.getTime() ?? 0) <= Date.now())).toBe(true);
});

test("no private address is asked, whatever a feed's name, address, redirect or item leads to", async () => {
  const connected: string[] = [];
  server.on("connection", () => connected.push("a connection"));
  const port = new URL(base).port;
  const feedIds = [
    await aFeed(db, { url: `${base}/feed` }),
    await aFeed(db, { url: `http://inside.test:${port}/feed` }),
    await aFeed(db, { url: `http://[::ffff:127.0.0.1]:${port}/feed` }),
    await aFeed(db, { url: `http://2130706433:${port}/other` }),
    await aFeed(db, { url: `http://localhost:${port}/feed` }),
  ];
  answer = serve(rss([item("un")]));
  const resolve = (
    _name: string,
    _options: object,
    done: (error: null, found: { address: string; family: number }[]) => void,
  ) => done(null, [{ address: "127.0.0.1", family: 4 }]);
  await db.update(feedStates).set({ etag: null, lastModified: null, bodyHash: null });
  const counts = await pollDueFeeds(db, { mayBePrivate: () => false, resolve });
  expect(counts).toMatchObject({ feeds: feedIds.length, failed: feedIds.length });
  expect((await db.select().from(feedStates)).map(({ failure }) => failure?.code)).toEqual(
    feedIds.map(() => "private"),
  );
  expect([connected, requests]).toEqual([[], []]);
});

test("every connection goes to the one public host, whatever it redirects to and whatever its items and hub are", async () => {
  const { port } = new URL(base);
  const looked: string[] = [];
  // As if this machine had a public address by this name only; every other name leads to the same, private one.
  const options: FeedFetchOptions = {
    mayBePrivate: (host) => host === "public.test",
    resolve: (name, _options, done) => {
      looked.push(name);
      done(null, [{ address: "127.0.0.1", family: 4 }]);
    },
  };
  const feed = await aFeed(db, { url: `http://public.test:${port}/feed`, policy: { deletionPolicy: "withdraw" } });
  const privateLink = (name: string) =>
    item(name, name.charCodeAt(0) - 90).replaceAll(base, `http://inside.test:${port}`);
  let listed = ["a", "b", "c", "d"];
  answer = (request, response) => {
    if (request.url === "/away") response.writeHead(301, { location: `http://127.0.0.1:${port}/secret` }).end();
    else serve(rss(listed.map(privateLink)), { link: `<http://inside.test:${port}/hub>; rel=hub` })(request, response);
  };
  expect(await pollFeed(db, feed, options)).toMatchObject({ kind: "stored", added: 4 });
  vi.stubEnv("SITE_URL", "https://vigie.example.org");
  await requestSubscriptions(db, options);
  vi.unstubAllEnvs();
  await db.update(feedItems).set({ state: "published" });
  listed = ["a", "c", "d"];
  expect(await pollFeed(db, feed, options)).toMatchObject({ kind: "stored", deleted: 0 });
  await db.update(feeds).set({ url: `http://public.test:${port}/away` });
  expect(await pollFeed(db, feed, options)).toMatchObject({ failure: { code: "private" } });
  expect(requests.map(({ url, headers }) => `${headers.host}${url}`)).toEqual([
    `public.test:${port}/feed`,
    `public.test:${port}/feed`,
    `public.test:${port}/away`,
  ]);
  expect(looked).toContain("inside.test");
});
