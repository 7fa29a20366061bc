import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { OperatorError } from "#lib/operator-error.ts";
import { readExport } from "../export/reader.ts";
import { readLiveSite } from "./read-site.ts";
import { emptySite, type LiveSiteFixture, startTestSite } from "./server-testing.ts";

const root = mkdtempSync(join(tmpdir(), "vigie-hostile-site-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
let site: LiveSiteFixture;
let running: Awaited<ReturnType<typeof startTestSite>>;
const waits: number[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(root, "copy-"));
  const post = (id: number) => ({
    id,
    type: "post" as const,
    title: `Billet ${id}`,
    slug: `b-${id}`,
    content: "<p>x</p>",
    date: "2020-01-01T08:00:00",
  });
  site = { ...emptySite(), posts: Array.from({ length: 30 }, (_, index) => post(index + 1)) };
  running = await startTestSite(site);
  waits.length = 0;
});
afterEach(() => running.close());

const read = (address = running.base, fetchOptions = {}) =>
  readLiveSite(address, {
    folder,
    fetchOptions: { mayBePrivate: () => true, ...fetchOptions },
    wait: async (ms) => waits.push(ms),
  });

async function idsOf(file: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const entry of readExport(file)) if (entry.kind === "item") ids.push(Number(entry.item.id));
  return ids;
}

/** Answers requests for posts instead of the site. */
function answerPosts(answer: (request: IncomingMessage, response: ServerResponse, url: URL) => unknown) {
  site.intercept = (request, response, url) => {
    if (url.pathname !== "/wp-json/wp/v2/posts") return false;
    return answer(request, response, url) !== false;
  };
}
const ids = (from: number, count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ id: from + index })));

it.each([
  [
    "a login page",
    (_: unknown, response: ServerResponse) => response.end("<html>Log in</html>"),
    /a login or a firewall/,
  ],
  [
    "a firewall's question",
    (_: unknown, response: ServerResponse) => response.writeHead(403, { "cf-mitigated": "challenge" }).end("<html>"),
    /a login or a firewall/,
  ],
  ["401", (_: unknown, response: ServerResponse) => response.writeHead(401).end(), /visitors read its .*\(401\)/],
  ["JSON that is cut", (_: unknown, response: ServerResponse) => response.end('[{"id":1'), /a login or a firewall/],
  ["an object", (_: unknown, response: ServerResponse) => response.end('{"id":1}'), /a login or a firewall/],
])("says in one line that instead of posts came %s, and what to do", async (_name, answer, message) => {
  answerPosts(answer);
  const failure = await read().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OperatorError);
  expect(String(failure)).toMatch(message);
  expect(String(failure)).toMatch(/Export a file instead/);
});

it("does not follow the API to another site or into a private network", async () => {
  answerPosts((_request, response) =>
    response.writeHead(302, { location: running.base.replace("127.0.0.1", "localhost") }).end(),
  );
  await expect(read()).rejects.toThrow(/to another site/);
  const mayBePrivate = (host: string) => host === "blog.test";
  const resolve = (
    _name: string,
    _options: object,
    done: (error: null, found: { address: string; family: number }[]) => void,
  ) => done(null, [{ address: "127.0.0.1", family: 4 }]);
  const address = running.base.replace("127.0.0.1", "blog.test");
  answerPosts((_request, response) => response.writeHead(302, { location: `${running.base}/wp-json/` }).end());
  await expect(read(address, { mayBePrivate, resolve })).rejects.toThrow(/private network/);
  await expect(read(running.base, { mayBePrivate: () => false })).rejects.toThrow(/private network/);
});

it("ends a list that never ends and repeats itself", async () => {
  answerPosts((_request, response) => response.setHeader("x-wp-total", "999999999").end(ids(1, 100)));
  await expect(read()).rejects.toThrow(/endless list/);
  expect(running.asked.length).toBeLessThan(100);
});

it("waits as long as it is asked to, and gives up where that is too long", async () => {
  let refusals = 0;
  answerPosts((_request, response) => {
    refusals += 1;
    if (refusals > 2) return false;
    return response.writeHead(429, { "retry-after": "7" }).end();
  });
  expect(await idsOf((await read()).file)).toHaveLength(30);
  expect(waits).toEqual([7_000, 7_000]);
  answerPosts((_request, response) => response.writeHead(503, { "retry-after": "3600" }).end());
  await expect(read()).rejects.toThrow(/wait 60 minutes\. Run the import again later/);
});

it("asks for smaller pages of a server that is too slow for large ones, and leaves one post out that it cannot show", async () => {
  answerPosts((_request, response, url) => {
    const start = Number(url.searchParams.get("offset") ?? 0);
    const size = Number(url.searchParams.get("per_page"));
    // Post 12 cannot be shown.
    if (start <= 11 && start + size > 11) return response.writeHead(500).end();
    return false;
  });
  const { file, reading } = await read();
  expect(await idsOf(file)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1).filter((id) => id !== 12));
  expect(reading.omitted).toContainEqual({ reason: "notShown", list: "posts", count: 1 });
});

it("asks for smaller pages where an answer is too large", async () => {
  answerPosts((_request, response, url) =>
    Number(url.searchParams.get("per_page")) > 25 ? response.end("x".repeat(200_000)) : false,
  );
  expect(await idsOf((await read(running.base, { maxBytes: 100_000 })).file)).toHaveLength(30);
});

it("leaves out records that are not posts, with fields of any type", async () => {
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  answerPosts((_request, response) =>
    response
      .setHeader("x-wp-total", "8")
      .end(
        `[{"id":1,"title":{"rendered":7},"content":{"rendered":${deep}},"slug":{},"link":[],"date":"2020-99-99T99:99:99","author":1e300,"categories":"all","yoast_head_json":[]},` +
          `{"id":-2},{"id":"3"},{"id":9007199254740993},{"id":1e99},null,7,{"id":1,"title":{"rendered":"twice"}},{"id":10,"title":{"rendered":"]]><item>\\u0000\\ud800"}}]`,
      ),
  );
  const { file, reading } = await read();
  const entries = [];
  for await (const entry of readExport(file)) if (entry.kind === "item") entries.push(entry.item);
  expect(entries.map(({ id, title, content, creator }) => [id, title, content, creator])).toEqual([
    ["1", "", "", ""],
    ["10", "]]><item>\uFFFD", "", ""],
  ]);
  expect(reading.omitted).toContainEqual({ reason: "withoutId", list: "posts", count: 6 });
});

it("gives up on a server that shows nothing at all", async () => {
  answerPosts((_request, response) => response.writeHead(500).end());
  await expect(read()).rejects.toThrow(/answers with an error \(500\)\. Run the import again later/);
  expect(running.asked.length).toBeLessThan(50);
});

it("reads the other lists where one is not public", async () => {
  site.intercept = (_request, response, url) => {
    if (!/\/(?:users|comments)$/.test(url.pathname)) return false;
    response.writeHead(401).end();
    return true;
  };
  const { file, reading } = await read();
  expect(await idsOf(file)).toHaveLength(30);
  expect(reading.notPublic).toEqual(["users", "comments"]);
});

it("writes nothing outside its folder, whatever the site calls its taxonomies", async () => {
  const names = ["/../../outside", "..", "a/b", "\u001b[2J", "x".repeat(33), "__proto__", "constructor", "toString"];
  const taxonomies = names.map((slug, index) => ({ slug, rest_base: `t${index}`, types: ["post", "page"] }));
  // Posts have no terms of a taxonomy of pages.
  taxonomies.push({ slug: "valueOf", rest_base: "t8", types: ["page"] });
  site.intercept = (_request, response, url) => {
    if (url.pathname.endsWith("/taxonomies")) response.end(JSON.stringify({ ...taxonomies }));
    else if (url.pathname.endsWith("/types"))
      response.end(JSON.stringify({ x: { ...taxonomies[3], rest_base: "t3" } }));
    else if (/\/t\d$/.test(url.pathname)) response.end(JSON.stringify([{ id: 1, name: "Un", slug: "un" }]));
    else return false;
    return true;
  };
  const { file, reading } = await read();
  expect(await idsOf(file)).toHaveLength(30);
  expect(reading.omitted).toContainEqual({ reason: "wrongFields", list: "taxonomies", count: 5 });
  expect(reading.otherTypes).toEqual([]);
  expect(Object.keys(reading.items).filter((name) => name.startsWith("terms-"))).toEqual(
    ["category", "post_tag", "__proto__", "constructor", "toString", "valueOf"].map((name) => `terms-${name}`),
  );
  const written = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => !name.includes("copy-"));
  expect([written, existsSync(join(root, "outside.jsonl"))]).toEqual([[], false]);
});

it("ignores a time zone that does not exist", async () => {
  site.intercept = (_request, response, url) => {
    if (url.pathname !== "/wp-json/") return false;
    response.end(JSON.stringify({ url: running.base, timezone_string: "Mars/Olympus", namespaces: ["wp/v2"] }));
    return true;
  };
  const { timezone, reading } = await read();
  expect(timezone).toBe("");
  expect(reading.omitted).toContainEqual({ reason: "unknownZone", list: "timezones", count: 1 });
});

it("leaves the disk room for the database, while it reads and before it writes the export", async () => {
  const readWith = (reservedBytes: number) =>
    readLiveSite(running.base, { folder, reservedBytes, fetchOptions: { mayBePrivate: () => true } });
  await expect(readWith(Number.POSITIVE_INFINITY)).rejects.toThrow(/disk does not have enough space/);
  const listFiles = () => readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(listFiles().filter((name) => /jsonl|xml/.test(name))).toEqual([]);
  site.posts = [];
  // Nothing is read, so only the export is left to write.
  await expect(readWith(Number.POSITIVE_INFINITY)).rejects.toThrow(/disk does not have enough space/);
  expect(listFiles().filter((name) => name.includes("xml"))).toEqual([]);
  expect(await idsOf((await readWith(0)).file)).toEqual([]);
});
