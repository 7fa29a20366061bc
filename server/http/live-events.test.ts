import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { members, redirects, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { consumeLocalRateLimit } from "#lib/rate-limit.ts";
import { type ChangeFollower, followChanges } from "../page-cache/follow-changes.ts";
import { LiveStreams, newCommentsPerNetwork } from "./live-events.ts";

const { db, sql, url } = testDatabase();
const expired: string[] = [];
const opened: IncomingMessage[] = [];
let live: LiveStreams;
let server: Server;
let changes: ChangeFollower;
const articleIds = new Map<string, number>();
let author = 0;
let keys = 0;

beforeAll(async () => {
  for (const slug of ["fil", "autre"]) {
    const input = { slug, status: "published", title: slug, lead: "", bodyHtml: "", publishedAt: new Date() } as const;
    const { id } = await upsertArticle(db, input);
    articleIds.set(slug, id);
  }
  await upsertArticle(db, {
    slug: "brouillon",
    status: "draft",
    title: "B",
    lead: "",
    bodyHtml: "",
    publishedAt: null,
  });
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  author = row?.id ?? 0;
  await db.insert(settings).values([
    { key: "comments.newcomer", value: 0 },
    { key: "moderation.repeatHours", value: 0 },
    // The author posts more than a new account may.
    { key: "moderation.youngDays", value: 0 },
  ]);
  live = new LiveStreams(db, { trustProxy: 1, maxStreams: 6, maxPerClient: 3, heartbeatMs: 50 });
  changes = await followChanges(url, { record: (tags) => void expired.push(...tags), live });
  server = createServer((req, res) => void live.answer(req, res).then((done) => done || res.writeHead(418).end()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const stream of opened.splice(0)) stream.destroy();
  await until(() => live.open === 0);
});
afterAll(async () => {
  live.close();
  await changes.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 20_000) throw new Error("it did not happen");
    await sleep(10);
  }
}

interface Opened {
  res: IncomingMessage;
  /** The distinct ids of the events so far: the catch-up may repeat an event, which the page recognises by its id. */
  ids: number[];
  text(): string;
  ended: boolean;
}

function open(query: string, headers: Record<string, string> = {}): Promise<Opened> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const request = get({ port, path: `/api/live${query}`, headers, agent: false }, (res) => {
      opened.push(res);
      let text = "";
      const stream: Opened = { res, ids: [], text: () => text, ended: false };
      res.setEncoding("utf8");
      res.on("error", () => {});
      res.on("end", () => {
        stream.ended = true;
      });
      res.on("data", (part: string) => {
        text += part;
        stream.ids = [...new Set([...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1])))];
      });
      resolve(stream);
    });
    request.on("error", reject);
  });
}

async function post(article: string, status: "visible" | "pending" = "visible"): Promise<number> {
  const body = status === "visible" ? "Bonjour" : "https://a.test https://b.test https://c.test";
  const posted = await postCommentAs(
    db,
    { id: author, role: "reader" },
    { article, body, key: `key-of-test-${keys++}` },
  );
  if (!posted.ok) throw new Error(posted.code);
  return posted.value.id;
}

test("sends a published comment to the readers of its article once its pages are expired, and no pending one", async () => {
  const [one, two, other] = [await open("?article=fil"), await open("?article=fil"), await open("?article=autre")];
  expect(one.res.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
  });
  await post("fil", "pending");
  const id = await post("fil");
  await until(() => one.ids.length > 0 && two.ids.length > 0);
  expect(expired).toContain(`comments:article:${articleIds.get("fil")}`);
  expect([one.ids, two.ids]).toEqual([[id], [id]]);
  expect(one.text()).toMatch(new RegExp(`event: comment\ndata: {"id":${id},"address":"/articles/fil#comment-${id}"}`));
  const elsewhere = await post("autre");
  await until(() => other.ids.length > 0);
  expect(other.ids).toEqual([elsewhere]);
});

test("sends missed comments after Last-Event-ID or `since`", async () => {
  const before = await post("fil");
  const [missed, later] = [await post("fil"), await post("fil")];
  await post("autre");
  const page = await open(`?article=fil&since=${before}`);
  await until(() => page.ids.length === 2);
  expect(page.ids.toSorted((a, b) => a - b)).toEqual([missed, later]);
  const again = await open(`?article=fil&since=${before}`, { "Last-Event-ID": String(missed) });
  await until(() => again.ids.length === 1);
  expect(again.ids).toEqual([later]);
  const odd = await open("?article=fil&since=0x1", { "Last-Event-ID": "' or 1=1" });
  await until(() => odd.text().includes(":\n\n"));
  expect(odd.ids).toEqual([]);
});

test("lists the comments after `since` once, by thread, with their addresses and authors", async () => {
  const { port } = server.address() as AddressInfo;
  const ask = (query: string) => fetch(`http://127.0.0.1:${port}/api/new-comments${query}`);
  const before = await post("fil");
  const ids = [await post("fil"), await post("fil")];
  await post("fil", "pending");
  const response = await ask(`?article=fil&since=${before}`);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const listed: { id: number; address: string; by: string }[] = await response.json();
  expect(listed.map(({ id }) => id)).toEqual(ids);
  expect(listed[0]).toMatchObject({ address: expect.stringContaining(`#comment-${ids[0]}`), by: "ada" });
  for (const [query, status] of [
    ["?article=fil", 400],
    ["?article=fil&since=x", 400],
    ["?article=brouillon&since=1", 404],
  ])
    expect((await ask(String(query))).status, String(query)).toBe(status);
  // The slot is free again.
  await until(() => live.open === 0);
});

test("refuses a network that asks too often, and says when to retry; others are answered", async () => {
  const { port } = server.address() as AddressInfo;
  const ask = async (client: string) => {
    const address = `http://127.0.0.1:${port}/api/new-comments?article=fil&since=999999`;
    const response = await fetch(address, { headers: { "x-forwarded-for": client } });
    await response.text();
    return response;
  };
  for (let n = 1; n < newCommentsPerNetwork.points; n += 1)
    await consumeLocalRateLimit(newCommentsPerNetwork, "192.0.2.77");
  expect((await ask("192.0.2.77")).status).toBe(200);
  const refused = await ask("192.0.2.77");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ask("192.0.2.78")).status).toBe(200);
});

test("readers get what was posted while the database connection was lost, and stay connected", async () => {
  const stream = await open("?article=fil");
  const before = await post("fil");
  await until(() => stream.ids.includes(before));
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where query like '%pg_current_snapshot%' and pid <> pg_backend_pid() and datname = current_database()`;
  const meanwhile = await post("fil");
  await until(() => stream.ids.includes(meanwhile));
  expect(stream.ended).toBe(false);
});

test("readers reconnect where they stopped when messages may have been missed, and miss nothing", async () => {
  const stream = await open("?article=fil");
  const before = await post("fil");
  await until(() => stream.ids.includes(before));
  live.onConnectionLost();
  await until(() => stream.ended);
  const meanwhile = await post("fil");
  const again = await open("?article=fil", { "Last-Event-ID": String(before) });
  await until(() => again.ids.length > 0);
  expect(again.ids).toEqual([meanwhile]);
});

test("keeps a silent stream alive, and releases the slot of a reader who left", async () => {
  const stream = await open("?article=fil");
  await until(() => (stream.text().match(/^:$/gm) ?? []).length > 2);
  expect(live.open).toBe(1);
  stream.res.destroy();
  await until(() => live.open === 0);
});

test("limits the streams in total and per client, and tells the next client when to retry", async () => {
  const from = (client: string) => open("?article=fil", { "X-Forwarded-For": client });
  for (let n = 0; n < 3; n += 1) expect((await from("192.0.2.1")).res.statusCode).toBe(200);
  const refused = await from("192.0.2.1");
  expect(refused.res).toMatchObject({ statusCode: 503, headers: { "retry-after": "30" } });
  for (let n = 0; n < 3; n += 1) expect((await from("192.0.2.2")).res.statusCode).toBe(200);
  expect((await from("192.0.2.3")).res.statusCode).toBe(503);
  opened[0]?.destroy();
  await until(() => live.open === 5);
  expect((await from("192.0.2.3")).res.statusCode).toBe(200);
});

test("opens no stream for an article that nobody may read", async () => {
  for (const query of [
    "",
    "?article=",
    "?article=jamais",
    "?article=brouillon",
    `?article=${"a".repeat(9_000)}`,
    "?article=%00",
  ])
    expect((await open(query)).res.statusCode, query.slice(0, 40)).toBe(404);
});

test("opens the stream of an article's former slug", async () => {
  await db.insert(redirects).values({ fromPath: "/articles/ancien", articleId: articleIds.get("fil") });
  expect((await open("?article=ancien")).res.statusCode).toBe(200);
});

test("calls `whileOpen` when a stream opens and while one is open, not before", async () => {
  let calls = 0;
  const whileOpen = () => {
    calls += 1;
  };
  const before = live;
  live = new LiveStreams(db, { trustProxy: 0, heartbeatMs: 10, whileOpen });
  await sleep(50);
  expect(calls).toBe(0);
  const stream = await open("?article=fil");
  expect(calls).toBeGreaterThan(0);
  await until(() => calls > 2);
  live.close();
  await until(() => stream.ended);
  live = before;
});

test("closes all streams on shutdown", async () => {
  const own = new LiveStreams(db, { trustProxy: 0 });
  const before = live;
  live = own;
  const stream = await open("?article=fil");
  own.close();
  await until(() => stream.ended);
  expect((await open("?article=fil")).res.statusCode).toBe(503);
  live = before;
});
