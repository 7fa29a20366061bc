import { createHmac } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { feedItems, feedStates, feeds, websubSubscriptions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { pollFeed } from "#features/syndication/polling/poll-feed.ts";
import { aFeed } from "#features/syndication/polling/testing.ts";
import { requestSubscriptions } from "#features/syndication/websub/mutations.ts";
import { env } from "#lib/env.ts";
import { openPageServer, serverOptions } from "./page-server.ts";
import { websubCallback } from "./websub-callback.ts";

const { db, clear } = testDatabase();
const servers: Server[] = [];
const local = { mayBePrivate: () => true };
let site = "";
let hub = "";
/** What the hub received, and how it answers. */
const forms: URLSearchParams[] = [];
let hubStatus = 202;
let items: string[] = [];
const siteUrl = env().SITE_URL;

async function listen(listener: RequestListener, options = {}): Promise<string> {
  const server = createServer(options, listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const pages = await openPageServer({
    next: async (_req, res) => {
      res.writeHead(418).end();
    },
    db,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 0,
    middlewares: [websubCallback(db, { trustProxy: 0 })],
  });
  site = await listen(pages.listener, serverOptions);
  hub = await listen(async (req, res) => {
    if (req.method === "POST") {
      forms.push(new URLSearchParams(await text(req)));
      return void res.writeHead(hubStatus).end();
    }
    const list = items.map((name) => `<item><title>${name}</title><link>${hub}/a/${name}</link></item>`).join("");
    const links = `<link rel="hub" href="${hub}/hub" xmlns="http://www.w3.org/2005/Atom"/>`;
    res.writeHead(200, { link: `<${hub}/hub>; rel="hub", <${hub}/topic>; rel=self` });
    res.end(`<rss version="2.0"><channel><title>Le Journal</title>${links}${list}</channel></rss>`);
  });
});
beforeEach(async () => {
  await clear();
  forms.length = 0;
  hubStatus = 202;
  items = ["un"];
  env().SITE_URL = "https://vigie.example.org";
});
afterAll(() => {
  env().SITE_URL = siteUrl;
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Subscribes to a feed with a hub, and returns its subscription. */
async function subscribe() {
  const feed = await aFeed(db, { url: `${hub}/feed` });
  await pollFeed(db, feed, local);
  expect(await requestSubscriptions(db, local)).toBe(1);
  return readSubscription();
}

async function readSubscription() {
  const [row] = await db.select().from(websubSubscriptions);
  if (!row) throw new Error("There is no subscription.");
  return row;
}

async function verify(key: string, values: Record<string, string>) {
  const query = new URLSearchParams({ "hub.challenge": "once <b>", "hub.topic": `${hub}/topic`, ...values });
  const response = await fetch(`${site}/api/websub/${key}?${query}`);
  return { status: response.status, body: await response.text() };
}

async function announce(key: string, secret: string, { body = "<rss/>", method = "sha256", signature = "" } = {}) {
  const signed = `${method}=${createHmac(method, secret).update(body).digest("hex")}`;
  const response = await fetch(`${site}/api/websub/${key}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/rss+xml", "x-hub-signature": signature || signed },
  });
  return response.status;
}

const isDue = async () => {
  const [row] = await db.select({ due: sql<boolean>`next_at <= now() + interval '6 seconds'` }).from(feedStates);
  return row?.due;
};

test("subscribes at the hub that a feed names, confirms it, and fetches the feed seconds after an announcement", async () => {
  const { key, secret, topicUrl, state } = await subscribe();
  expect([topicUrl, state]).toEqual([`${hub}/topic`, "pending"]);
  expect(Object.fromEntries(forms[0] ?? [])).toEqual({
    "hub.mode": "subscribe",
    "hub.topic": `${hub}/topic`,
    "hub.callback": `https://vigie.example.org/api/websub/${key}`,
    "hub.secret": secret,
    "hub.lease_seconds": "864000",
  });
  expect(await verify(key, { "hub.mode": "subscribe", "hub.lease_seconds": "86400" })).toEqual({
    status: 200,
    body: "once <b>",
  });
  expect(await readSubscription()).toMatchObject({ state: "active", expiresAt: expect.any(Date) });
  // Nothing more to ask for.
  expect(await requestSubscriptions(db, local)).toBe(0);
  await pollDueFeeds(db, { ...local, all: true });
  expect(await isDue()).toBe(false);
  items = ["deux", "un"];
  for (const method of ["sha1", "sha256", "sha384", "sha512"])
    expect(await announce(key, secret, { method })).toBe(202);
  expect(await isDue()).toBe(true);
  await db.update(feedStates).set({ nextAt: sql`now()` });
  expect(await pollDueFeeds(db, local)).toMatchObject({ feeds: 1, added: 1 });
  expect(await db.$count(feedItems)).toBe(2);
});

test("a wrong signature has the answer of a right one, and no effect", async () => {
  const { key, secret } = await subscribe();
  for (const signature of ["sha256=00", "md5=d41d8cd98f00b204e9800998ecf8427e", "none", `sha256=${"0".repeat(64)}`])
    expect(await announce(key, secret, { signature })).toBe(202);
  expect(await announce(key, "another secret")).toBe(202);
  expect(await isDue()).toBe(false);
  expect((await readSubscription()).lastPingAt).toBeNull();
});

test("an announcement ends the wait after a failed fetch, unless the server asked for it", async () => {
  const { key, secret } = await subscribe();
  const fail = (code: string, seconds: number) =>
    db.update(feedStates).set({
      ...{ failures: 3, failure: { code } },
      ...{ nextAt: sql`now() + interval '1 hour'`, fetchedAt: sql`now() - make_interval(secs => ${seconds})` },
    });
  await fail("network", 300);
  await announce(key, secret);
  expect(await isDue()).toBe(true);
  await fail("network", 10);
  await announce(key, secret);
  expect(await isDue()).toBe(false);
  for (const code of ["tooMany", "server"]) {
    await fail(code, 300);
    await announce(key, secret);
    expect(await isDue()).toBe(false);
  }
});

test("an announcement while the feed is fetched is not lost", async () => {
  const { key, secret, feedId } = await subscribe();
  await verify(key, { "hub.mode": "subscribe" });
  let announced = Promise.resolve(0);
  const { port } = new URL(hub);
  await pollFeed(db, feedId, {
    ...local,
    resolve: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  await db.update(feeds).set({ url: `http://journal.test:${port}/feed` });
  await pollFeed(db, feedId, {
    ...local,
    resolve: (_name, _options, done) => {
      announced = announce(key, secret);
      void announced.then(() => done(null, [{ address: "127.0.0.1", family: 4 }]));
    },
  });
  expect([await announced, await isDue()]).toEqual([202, true]);
});

test.each([
  ["an unknown key", "k".repeat(32), {}],
  ["no key", "short", {}],
])("refuses %s", async (_name, key) => {
  await subscribe();
  expect(await verify(key, { "hub.mode": "subscribe" })).toMatchObject({ status: 404 });
  expect([404, 410]).toContain(await announce(key, "secret"));
});

test("confirms only what was asked for: this topic, within a day, and no end of a wanted subscription", async () => {
  const { key } = await subscribe();
  expect(await verify(key, { "hub.mode": "subscribe", "hub.topic": "https://other.test/" })).toMatchObject({
    status: 404,
  });
  expect(await verify(key, { "hub.mode": "unsubscribe" })).toMatchObject({ status: 404 });
  await db.update(websubSubscriptions).set({ requestedAt: sql`now() - interval '2 days'` });
  expect(await verify(key, { "hub.mode": "subscribe" })).toMatchObject({ status: 404 });
  expect(await readSubscription()).toMatchObject({ state: "pending" });
});

test("a hub may stop for a removed feed, and its denial ends the subscription", async () => {
  const { key, secret } = await subscribe();
  await verify(key, { "hub.mode": "subscribe" });
  expect(await verify(key, { "hub.mode": "denied" })).toMatchObject({ status: 200 });
  expect(await readSubscription()).toMatchObject({ state: "denied" });
  await db.update(feeds).set({ status: "removed" });
  expect(await announce(key, secret)).toBe(410);
  expect(await verify(key, { "hub.mode": "unsubscribe" })).toEqual({ status: 200, body: "once <b>" });
});

test("a subscription is renewed before its end with its key, and asked for again a day after a refusal", async () => {
  const { key, secret } = await subscribe();
  await verify(key, { "hub.mode": "subscribe" });
  await db.update(websubSubscriptions).set({
    requestedAt: sql`now() - interval '9 days 12 hours'`,
    expiresAt: sql`now() + interval '12 hours'`,
  });
  expect(await requestSubscriptions(db, local)).toBe(1);
  expect(await readSubscription()).toMatchObject({ key, secret, state: "active" });
  hubStatus = 400;
  await db.update(websubSubscriptions).set({ state: "pending", requestedAt: sql`now() - interval '2 days'` });
  expect(await requestSubscriptions(db, local)).toBe(1);
  expect(await readSubscription()).toMatchObject({ state: "denied" });
  expect(await requestSubscriptions(db, local)).toBe(0);
});

test("a private hub is not asked, and nothing is asked for a site that no hub can reach", async () => {
  const feed = await aFeed(db, { url: `${hub}/feed` });
  await pollFeed(db, feed, local);
  env().SITE_URL = "http://localhost:3000";
  expect(await requestSubscriptions(db, local)).toBe(0);
  env().SITE_URL = "https://vigie.example.org";
  expect(await requestSubscriptions(db)).toBe(1);
  expect(forms).toEqual([]);
  expect(await db.select().from(websubSubscriptions).where(eq(websubSubscriptions.feedId, feed))).toMatchObject([
    { state: "denied" },
  ]);
});

test("a body over 5 MB is refused, and other methods too", async () => {
  const { key } = await subscribe();
  expect(await announce(key, "secret", { body: "x".repeat(5_000_001) })).toBe(413);
  const response = await fetch(`${site}/api/websub/${key}`, { method: "DELETE" });
  expect(response.status).toBe(405);
});
