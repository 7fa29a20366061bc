import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { offlineWorker } from "./offline-worker.ts";
import { removalScript, workerScript } from "./worker-script.ts";

const { db } = testDatabase();
let server: Server;
let base: string;

beforeAll(async () => {
  const answer = await offlineWorker(db, { trustProxy: 0, folder: "/nonexistent" });
  server = createServer(
    (req, res) => void runInReadScope(newReadScope(), async () => (await answer(req, res)) || res.writeHead(404).end()),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const slugs = (...names: string[]) => `/offline/articles?${names.map((name) => `a=${name}`).join("&")}`;
const checkSlugs = async (...names: string[]) => (await fetch(base + slugs(...names))).json();

test("the script parses, is revalidated at each use, and may only request from this site", async () => {
  const response = await fetch(`${base}/sw.js`);
  const script = await response.text();
  expect(() => new Function(script)).not.toThrow();
  expect(script).not.toMatch(/^(?:import|export) /m);
  expect(response.headers.get("cache-control")).toBe("no-cache");
  expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(response.headers.get("content-security-policy")).toContain("connect-src 'self'");
  const again = await fetch(`${base}/sw.js`, { headers: { "if-none-match": response.headers.get("etag") ?? "" } });
  expect(again.status).toBe(304);
});

test("the script changes with the code, the texts and the site's name, and escapes them", () => {
  const options = {
    buildId: "1",
    siteName: "Vigie",
    locale: "fr",
    zone: "Europe/Paris",
    texts: { notice: "<b>", intro: "i" },
  };
  const script = workerScript(options);
  expect(script).not.toContain("<b>");
  for (const change of [{ buildId: "2" }, { siteName: "Autre" }, { texts: { notice: "n", intro: "i" } }])
    expect(workerScript({ ...options, ...change })).not.toBe(script);
  expect(workerScript(options)).toBe(script);
});

test("says which articles are gone: withdrawn, unknown or not published", async () => {
  const add = (slug: string) =>
    upsertArticle(db, {
      slug,
      title: slug,
      status: "published",
      lead: "",
      bodyHtml: "<p>a</p>",
      publishedAt: new Date(0),
    });
  await add("stays");
  const { id } = await add("goes");
  expect(await checkSlugs("stays", "goes", "never")).toEqual({ enabled: true, gone: ["never"] });
  await setArticleStatus(db, [id], "withdrawn");
  expect(await checkSlugs("stays", "goes", "never")).toEqual({ enabled: true, gone: ["goes", "never"] });
  expect(await checkSlugs()).toEqual({ enabled: true, gone: [] });
});

test("refuses more or longer names than a browser keeps, and other methods", async () => {
  expect((await fetch(base + slugs(...Array<string>(61).fill("a")))).status).toBe(400);
  expect((await fetch(base + slugs("a".repeat(201)))).status).toBe(400);
  expect((await fetch(`${base}/sw.js`, { method: "POST" })).status).toBe(405);
});

test("turned off, the script removes the worker and the check says so", async () => {
  await setSetting(db, "site.offlineReading", 0, null);
  invalidateTagsLocally([settingsCacheTag], "now");
  try {
    expect(await (await fetch(`${base}/sw.js`)).text()).toBe(removalScript);
    expect(await checkSlugs("stays")).toEqual({ enabled: false, gone: [] });
  } finally {
    await setSetting(db, "site.offlineReading", 1, null);
  }
});
