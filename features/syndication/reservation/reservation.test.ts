import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { feeds, sources } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { addTestFeed, addTestItem } from "#features/syndication/publication/testing.ts";
import { findReservation } from "./find-reservation.ts";
import { updateDueReservations, updateSourceReservation } from "./mutations.ts";

const { db, clear, queries } = testDatabase();
let server: Server;
let site = "";
/** By path; a path without one is 404. */
let answers: Record<string, RequestListener> = {};
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const answer = answers[request.url ?? ""];
    if (answer) answer(request, response);
    else response.writeHead(404, { "tdm-reservation": "1" }).end("<p>Not found");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(async () => {
  await clear();
  asked.length = 0;
  answers = { "/": text("<html><head></head>") };
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const local = { mayBePrivate: () => true };
const text =
  (body: string, headers: Record<string, string> = {}, status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);
const find = (more: Partial<Parameters<typeof findReservation>[0]> = {}) => findReservation({ site, ...more }, local);

test("a source without any statement reserves nothing; what its 404 page says does not count as the page", async () => {
  expect(await find()).toBeNull();
  expect(asked.sort()).toEqual(["/", "/.well-known/tdmrep.json", "/robots.txt"]);
});

test.each([
  ["/robots.txt", text("User-agent: *\nContent-Signal: ai-train=no\n"), "robots.txt"],
  ["/robots.txt", text("User-agent: *\nDisallow: /\n", { "content-type": "image/png" }), "robots.txt"],
  ["/.well-known/tdmrep.json", text('[{"location":"/","tdm-reservation":1}]'), "tdmrep.json"],
  ["/", text("", { "TDM-Reservation": "1" }), "header"],
  ["/", text("<html><head><meta name='tdm-reservation' content='1'>"), "page"],
  ["/feed.xml", text("<rss/>", { "tdm-reservation": "1" }), "header"],
])("finds the reservation of %s", async (path, answer, expected) => {
  answers[path] = answer;
  expect(await find({ feed: `${site}feed.xml` })).toBe(expected);
});

test("reads the licence document that the page, its headers or robots.txt name, at most three", async () => {
  const licence =
    "<rsl><content url='/'><license><prohibits type='usage'>ai-train</prohibits></license></content></rsl>";
  answers["/robots.txt"] = text(
    `License: ${site}a.xml\nLicense: ${site}b.xml\nLicense: ${site}c.xml\nLicense: ${site}d.xml`,
  );
  answers["/d.xml"] = text(licence);
  expect(await find()).toBeNull();
  answers["/c.xml"] = text(licence, { "content-type": "text/html" });
  expect(await find()).toBe("rsl");
});

test("finds a reservation of the part in which the articles are", async () => {
  answers["/.well-known/tdmrep.json"] = text('[{"location":"/articles/*","tdm-reservation":1}]');
  expect(await find()).toBeNull();
  expect(await find({ articles: ["https://elsewhere.example/articles/1", "no address"] })).toBeNull();
  expect(await find({ articles: [`${site}articles/1?utm=x`] })).toBe("tdmrep.json");
});

test("a UTF-16 robots.txt is read", async () => {
  const robotsTxt = "\ufeffUser-agent: *\nDisallow: /\n";
  answers["/robots.txt"] = (_request, response) => response.end(Buffer.from(robotsTxt, "utf16le"));
  expect(await find()).toBe("robots.txt");
});

test.each([
  ["answers 503", text("", {}, 503)],
  ["asks to wait", text("", {}, 429)],
  ["is too long", text("#".repeat(10_000_000))],
  ["closes the connection", (request: Parameters<RequestListener>[0]) => request.socket.destroy()],
] as [string, RequestListener][])("nothing is known if robots.txt %s", async (_, answer) => {
  answers["/robots.txt"] = answer;
  expect(await find()).toBe("unread");
  answers["/.well-known/tdmrep.json"] = text('[{"location":"/","tdm-reservation":1}]');
  expect(await find()).toBe("tdmrep.json");
});

test("no private address is asked unless the site's operator allows it", async () => {
  expect(await findReservation({ site, feed: `${site}feed.xml` }, { mayBePrivate: () => false })).toBe("unread");
  expect(asked).toEqual([]);
});

async function addSource() {
  const feed = await addTestFeed(db, { url: `${site}feed.xml` });
  await db.update(sources).set({ url: site });
  const [row] = await db.select({ source: feeds.sourceId }).from(feeds).where(eq(feeds.id, feed));
  return { feed, source: row?.source ?? 0 };
}
const stored = async () => (await db.select({ reservation: sources.reservation }).from(sources))[0]?.reservation;

test("stores the finding, invalidates the source's pages only when it changes, and keeps it while nothing can be read", async () => {
  const { feed, source } = await addSource();
  await addTestItem(db, feed, { url: `${site}a/1` });
  const update = () => queries(() => updateSourceReservation(db, source, local));
  const isInvalidating = (statements: string[]) =>
    statements.some((statement) => statement.includes("insert into changes"));

  const first = await update();
  expect(first.result).toMatchObject({ isReserved: false, foundIn: "" });
  expect(isInvalidating(first.statements)).toBe(false);

  answers["/.well-known/tdmrep.json"] = text('[{"location":"/a/","tdm-reservation":1}]');
  const second = await update();
  expect(second.result).toMatchObject({ isReserved: true, foundIn: "tdmrep.json" });
  expect(isInvalidating(second.statements)).toBe(true);

  answers["/.well-known/tdmrep.json"] = text("", {}, 500);
  const third = await update();
  expect(third.result).toMatchObject({ isReserved: true, foundIn: "tdmrep.json", isUnread: true });
  expect(isInvalidating(third.statements)).toBe(false);
  expect(await stored()).toEqual(third.result);

  delete answers["/.well-known/tdmrep.json"];
  const fourth = await update();
  expect(fourth.result).not.toHaveProperty("isUnread");
  expect(fourth.result).toMatchObject({ isReserved: false });
  expect(isInvalidating(fourth.statements)).toBe(true);
});

test("a source that does not exist, or requests that were given up, change nothing", async () => {
  expect(await updateSourceReservation(db, 7, local)).toBeNull();
  const { source } = await addSource();
  expect(await updateSourceReservation(db, source, { ...local, signal: AbortSignal.abort() })).toBeNull();
  expect(await stored()).toBeNull();
});

test("asks subscribed sources once a week, those that could not be read once a day", async () => {
  const { feed } = await addSource();
  const run = () => updateDueReservations(db, undefined, local);
  const setBack = (days: number) =>
    db.update(sources).set({
      reservation: sql`jsonb_set(reservation, '{checkedAt}', to_jsonb(${new Date(Date.now() - days * 86_400_000).toISOString()}::text))`,
    });
  expect(await run()).toBe(1);
  expect(await run()).toBe(0);
  await setBack(6.9);
  expect(await run()).toBe(0);
  await setBack(7.1);
  answers["/robots.txt"] = text("", {}, 500);
  expect(await run()).toBe(1);
  await setBack(1.1);
  delete answers["/robots.txt"];
  expect(await run()).toBe(1);
  await setBack(1.1);
  expect(await run()).toBe(0);
  await setBack(8);
  await db.update(feeds).set({ status: "removed" }).where(eq(feeds.id, feed));
  expect(await run()).toBe(0);
});
