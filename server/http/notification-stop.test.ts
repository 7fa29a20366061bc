import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { members, mutedDiscussions, notificationSettings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { readMailSettings } from "#features/notifications/settings/queries.ts";
import { type StopSubject, stopUrl } from "#features/notifications/stop/stop-link.ts";
import { oneClickEndpoint } from "./one-click-unsubscribe.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

const { db, clear } = testDatabase();
let server: Server;
let ada = 0;
let article = 0;
const linkKey = new Uint8Array(32).fill(7);
const asked: string[] = [];

beforeAll(async () => {
  const pages = await openPageServer({
    next: async (req, res) => {
      asked.push(`${req.method}`);
      res.writeHead(418).end();
    },
    db,
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
    programCalls: oneClickEndpoint(db, { trustProxy: 1 }),
  });
  server = createServer(serverOptions, pages.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  await clear();
  asked.length = 0;
  article = await anArticle(db, "fil");
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  ada = row?.id ?? 0;
  await db.insert(notificationSettings).values({ memberId: ada, linkKey });
});

const linkOf = (subject: StopSubject) => {
  const { pathname, search } = new URL(stopUrl({ id: ada, linkKey }, subject));
  return `${pathname}${search}`;
};
async function send(path: string, method: "GET" | "HEAD" | "POST" = "POST"): Promise<number> {
  const { port } = server.address() as AddressInfo;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const body = method === "POST" ? { body: "List-Unsubscribe=One-Click", headers } : {};
  return (await fetch(`http://127.0.0.1:${port}${path}`, { method, ...body })).status;
}

test("opening a link changes nothing, and a mail program's call stops what the link names", async () => {
  const link = linkOf({ kind: "discussion", id: article });
  for (const method of ["GET", "HEAD"] as const) await send(link, method);
  expect(await db.$count(mutedDiscussions)).toBe(0);
  expect([await send(link), await send(link)]).toEqual([200, 200]);
  expect(await db.$count(mutedDiscussions)).toBe(1);
  expect(await send(linkOf({ kind: "topic", topic: "mentions" }))).toBe(200);
  expect(await readMailSettings(db, ada)).toMatchObject({ mentions: "never", replies: "now", follows: "daily" });
  expect(await send(linkOf({ kind: "digest", rhythm: "daily" }))).toBe(200);
  expect(await readMailSettings(db, ada)).toMatchObject({ replies: "now", follows: "never" });
  expect(asked).not.toContain("POST");
});

test("a link of another member, for another subject, with a former key or cut is refused", async () => {
  const link = linkOf({ kind: "topic", topic: "replies" });
  const wrong = [
    link.replace("topic-replies", "topic-follows"),
    link.slice(0, -1),
    `${link}x`,
    link.replace(/key=.{11}/, `key=${(ada + 1).toString(36).padStart(11, "0")}`),
    "/notifications/stop",
    "/notifications/stop?about=topic-replies",
  ];
  for (const address of wrong) expect(await send(address), address).toBe(404);
  await db.update(notificationSettings).set({ linkKey: new Uint8Array(32).fill(8) });
  expect(await send(link)).toBe(404);
  expect(await readMailSettings(db, ada)).toMatchObject({ replies: "now", follows: "daily" });
});

test("hostile queries are refused without an error", async () => {
  const text = fc.oneof(fc.string({ maxLength: 80 }), fc.constantFrom("discussion-1", "tag-9".repeat(30), "\u0000"));
  await fc.assert(
    fc.asyncProperty(text, text, async (about, key) => {
      const query = new URLSearchParams({ about, key });
      expect([400, 404]).toContain(await send(`/notifications/stop?${query}`));
    }),
    { numRuns: 25 },
  );
});
