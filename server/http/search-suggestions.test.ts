import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { DatabaseUnavailableError } from "#db/unavailable-error.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import type { Suggestions } from "#features/search/suggestions/rules.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { searchSuggestions } from "./search-suggestions.ts";

const { db, clear, queries } = testDatabase();
const servers: Server[] = [];
let networks = 0;
/** Fails instead of the database while it is set. */
let failure: Error | undefined;
/** Holds transactions back while it is set. */
let hold: Promise<void> | undefined;
let open = "";

const guarded = new Proxy(db as Executor, {
  get(target, name, receiver) {
    if (name !== "transaction") return Reflect.get(target, name, receiver);
    return async (...args: Parameters<Executor["transaction"]>) => {
      if (failure) throw failure;
      await hold;
      return await db.transaction(...args);
    };
  },
});

async function serve(): Promise<string> {
  const answer = searchSuggestions(guarded, { trustProxy: 1, siteUrl: "https://vigie.test" });
  const server = createServer((req, res) => {
    answer(req, res).then(
      (done) => done || res.writeHead(418).end(),
      (error: unknown) => res.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
function nextNetwork(): string {
  networks += 1;
  return `198.18.${networks >> 8}.${networks & 255}`;
}
function get(query: string, init: RequestInit = {}, network = nextNetwork()) {
  return fetch(`${open}/search/suggest${query}`, { ...init, headers: { "x-forwarded-for": network } });
}
const titlesOf = async (response: Response) =>
  ((await response.json()) as Suggestions).articles.map(({ text }) => text);

beforeEach(async () => {
  await clear();
  failure = undefined;
  hold = undefined;
  open = await serve();
});
afterEach(() => invalidations.record([articleCacheTags.lists]));
afterAll(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))));

const publish = (title: string, slug = "a") =>
  upsertArticle(db, { slug, title, lead: "", bodyHtml: "", status: "published", publishedAt: new Date(0) });

test("answers with suggestions that any client may cache briefly", async () => {
  await publish("Une faille");
  const response = await get("?q=fai");
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/json",
    "cache-control": "public, max-age=30",
    "x-robots-tag": "noindex",
  });
  expect(response.headers.get("vary")).toBeNull();
  expect(await response.json()).toEqual({
    articles: [{ kind: "article", text: "Une faille", marks: [[4, 7]], path: "/articles/a" }],
    terms: [],
    people: [],
  });
});

test("answers in the form of the OpenSearch suggestions extension", async () => {
  await publish("Une faille & «\u00a0autre\u00a0»");
  const response = await get("?q=Fai&format=opensearch");
  expect(response.headers.get("content-type")).toBe("application/x-suggestions+json; charset=utf-8");
  expect(await response.json()).toEqual([
    "Fai",
    ["Une faille & «\u00a0autre\u00a0»"],
    [""],
    [`https://vigie.test/search?q=${encodeURIComponent("Une faille & «\u00a0autre\u00a0»").replaceAll("%20", "+")}`],
  ]);
  expect(await (await get("?format=opensearch")).json()).toEqual(["", [], [], []]);
});

test("answers HEAD without a body, and no other method", async () => {
  const head = await get("?q=fai", { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "38", ""]);
  const post = await get("?q=fai", { method: "POST" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect((await fetch(`${open}/search/suggestions`)).status).toBe(418);
});

test("a second request for the same words reads nothing until an article changes", async () => {
  await publish("Une faille");
  expect(await titlesOf(await get("?q=fai"))).toEqual(["Une faille"]);
  await publish("Deux failles", "b");
  const { result, statements } = await queries(async () => titlesOf(await get("?q=%20FAI")));
  expect([result, statements]).toEqual([["Une faille"], []]);
  invalidations.record([articleCacheTags.lists], "update");
  expect(await titlesOf(await get("?q=fai"))).toEqual(["Deux failles", "Une faille"]);
});

test("during an outage it sends the last answer, but never one that shows what was removed", async () => {
  await publish("Une faille");
  expect(await titlesOf(await get("?q=fai"))).toEqual(["Une faille"]);
  failure = new DatabaseUnavailableError();
  invalidations.record([articleCacheTags.lists], "update");
  expect(await titlesOf(await get("?q=fai"))).toEqual(["Une faille"]);
  invalidations.record([articleCacheTags.lists], "now");
  const removed = await get("?q=fai");
  expect([removed.status, removed.headers.get("retry-after"), removed.headers.get("cache-control")]).toEqual([
    503,
    expect.stringMatching(/^\d+$/),
    "no-store",
  ]);
  expect((await get("?q=autre")).status).toBe(503);
});

test("refuses one network's flood and still answers others", async () => {
  await publish("Une faille");
  await get("?q=fa");
  const { promise, resolve } = Promise.withResolvers<void>();
  hold = promise;
  const letters = [..."abcdefghijklmnop"];
  const flood = letters.flatMap((one) => letters.map((other) => get(`?q=x${one}${other}`, {}, "198.19.0.1")));
  const first = await Promise.race(flood);
  expect([first.status, first.headers.get("retry-after")]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  const other = get("?q=faille");
  resolve();
  expect(await titlesOf(await other)).toEqual(["Une faille"]);
  const statuses = (await Promise.all(flood)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

test("hostile queries are answered, never with an error", async () => {
  await publish("Une faille 100 % d’« essai »");
  const hostile = [
    "?q=%",
    "?q=%ff%fe",
    "?q=%00faille",
    "?q=%ED%A0%80faille",
    "?q=faille%25_%5C",
    `?q=${encodeURIComponent("'\":*&|!()<->")}faille`,
    `?q=${encodeURIComponent("שלום faille \u202e")}`,
    `?q=${encodeURIComponent("🦊")}%20faille`,
    "?q=fai&q=autre",
    "?q[]=faille",
    "?q[a]=faille",
    "?q=fai&format=opensearch&format=x",
    `?q=${"a".repeat(10_000)}`,
    `?q=${"%22".repeat(500)}`,
    `?q=${encodeURIComponent("fe\u0301".repeat(60))}`,
    "?q=faille'); drop table articles; --",
    `?${"q=ab&".repeat(1_000)}`,
  ];
  for (const query of hostile) expect([query, await rawStatus(query)]).toEqual([query, 200]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (text) => {
      expect(await rawStatus(`?q=${encodeURIComponent(text.toWellFormed())}`)).toBe(200);
    }),
    { numRuns: 60 },
  );
});

/** Sends a query as it is; `fetch` would encode parts of it. */
function rawStatus(query: string): Promise<number | undefined> {
  const { port } = new URL(open);
  const headers = { "x-forwarded-for": nextNetwork() };
  const path = `/search/suggest${Buffer.from(query, "utf8").toString("latin1").replaceAll(" ", "%20")}`;
  return new Promise((resolve, reject) => {
    request({ port, path, headers, agent: false }, (res) => res.resume().once("end", () => resolve(res.statusCode)))
      .once("error", reject)
      .end();
  });
}
