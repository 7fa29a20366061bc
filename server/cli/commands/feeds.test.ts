import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { categories, feedItems, feeds, sources } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { env } from "#lib/env.ts";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { db, close } = connect(url);
const folder = mkdtempSync(join(tmpdir(), "vigie-feeds-"));
let server: Server;
let base = "";
let isDamaged = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    const send = (type: string, body: string) => response.setHeader("Content-Type", type).end(body);
    const link = (path: string) => `<link rel="alternate" type="application/rss+xml" href="${path}">`;
    if (request.url === "/") return send("text/html", `<!doctype html><head>${link("/rss")}</head>`);
    if (request.url === "/many") return send("text/html", `<!doctype html><head>${link("/a")}${link("/b")}</head>`);
    if (request.url === "/rss" && isDamaged) return send("text/xml", "<rss><channel>\n<title>a</titl");
    if (request.url === "/rss")
      return send(
        "text/xml",
        `<rss version="2.0"><channel><title>Le phare</title><link>${base}/</link>
          <item><title>Un</title><link>${base}/1</link><description>Un texte.</description></item></channel></rss>`,
      );
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await db.insert(categories).values({ slug: "mer", name: "Mer" });
  Object.assign(env(), { FETCH_ALLOW_PRIVATE: true });
});
afterAll(async () => {
  Object.assign(env(), { FETCH_ALLOW_PRIVATE: false });
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await close();
});

test("adds, lists, polls, exports, removes and imports a feed", async () => {
  const added = await vigie(
    "feeds",
    "add",
    base,
    "--category",
    "mer",
    "--publish",
    "draft",
    "--body",
    "full",
    "--json",
  );
  expect(added).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(added.out)).toEqual({ id: 1, url: `${base}/rss`, source: "Le phare", title: "Le phare", items: 1 });
  expect(await db.select().from(feeds)).toMatchObject([
    { publication: "draft", body: "full", indexing: "noindex", categoryId: 1, title: "Le phare" },
  ]);
  expect(await vigie("feeds", "add", `${base}/rss`)).toMatchObject({
    code: 1,
    err: "This feed is already followed: feed 1.\n",
  });

  const polled = await vigie("feeds", "poll", "1", "--json");
  expect(JSON.parse(polled.out)).toMatchObject({ feeds: 1, added: 1, failed: 0 });
  expect(await db.$count(feedItems)).toBe(1);
  isDamaged = true;
  const failed = await vigie("feeds", "poll", `${base}/rss`);
  expect(failed).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/damaged .*\(line 2, column \d+\)/) });
  expect((await vigie("feeds", "list", "--trouble")).out).toMatch(
    new RegExp(
      String.raw`^1\tfailing\t1 new items in 7 days\tLe phare\t${base}/rss · The feed is damaged.*\nFeeds: 1\n$`,
    ),
  );
  isDamaged = false;
  expect(JSON.parse((await vigie("feeds", "poll", "--all", "--json")).out)).toMatchObject({ feeds: 1, failed: 0 });
  expect(JSON.parse((await vigie("feeds", "list", "--json")).out)).toMatchObject([{ id: 1, status: "active" }]);

  const list = (await vigie("feeds", "export")).out;
  expect(await vigie("feeds", "remove", "1")).toMatchObject({ code: 0, out: "Removed: feed 1.\n" });
  expect((await vigie("feeds", "list")).out).toBe("Feeds: 0\n");
  const file = join(folder, "list.opml");
  writeFileSync(file, list.replace("</body>", '<outline text="x" xmlUrl="x:"/></body>'));
  expect((await vigie("feeds", "import", file, "--dry-run")).out.split("\n")).toEqual([
    "Feeds that would be added: 1. Already followed: 0.",
    expect.stringMatching(/^Line \d+: x has no valid address: x:$/),
    "",
  ]);
  expect(await db.select({ status: feeds.status }).from(feeds)).toEqual([{ status: "removed" }]);
  expect(JSON.parse((await vigie("feeds", "import", file, "--json")).out)).toMatchObject({ added: 1, brokenCount: 1 });
  expect(await db.select({ id: feeds.id, status: feeds.status }).from(feeds)).toEqual([{ id: 1, status: "active" }]);
  expect(await db.$count(sources)).toBe(1);
});

test.each([
  [["add", "BASE/nothing"], "There is nothing at this address"],
  [["add", "BASE/many"], "This page offers several feeds"],
  [["add", "BASE/rss", "--publish", "always"], "--publish must be draft or auto."],
  [["add", "BASE/rss", "--body", "half"], "--body must be excerpt or full."],
  [["add", "BASE/rss", "--category", "terre"], "There is no category terre."],
  [["remove", "99"], "There is no feed 99."],
  [["poll", "nothing.test/rss"], "There is no feed nothing.test/rss."],
  [["import", "/nothing.opml"], "There is no file /nothing.opml."],
])("refuses %j in one line, with exit code 1", async (args, message) => {
  const { code, err } = await vigie("feeds", ...args.map((arg) => arg.replace("BASE", base)));
  expect(code).toBe(1);
  expect(err).toContain(message);
});
