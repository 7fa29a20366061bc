import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { articleSchedules, articles, commentGuests, comments, members } from "#db/schema.ts";
import type { SampleItem } from "../export/sample-testing.ts";
import { importFixtures } from "../testing.ts";
import { countingThreads } from "./testing.ts";

const { db, folder, bring, everyArticle } = importFixtures();

/** Imports items, and lists those that were converted. */
async function bringCounted(...[items, options, sample]: Parameters<typeof bring>) {
  const { pool, converted } = countingThreads();
  const report = await bring(items, { ...options, pool }, sample);
  return { report, converted: converted.toSorted((a, b) => a - b) };
}

const plain: SampleItem = {
  id: 1,
  content: "Un",
  categories: ["a"],
  terms: [{ taxonomy: "genre", nicename: "b", name: "B" }],
};

it("skips articles whose bytes, options and answers are the same, but no page", async () => {
  const items: SampleItem[] = [plain, { id: 2, type: "page", content: "Page" }];
  await bringCounted(items);
  const { report, converted } = await bringCounted(items);
  expect(converted).toEqual([2]);
  expect(report.articles).toMatchObject({ new: 0, unchanged: 1 });
  expect(report.pages).toMatchObject({ new: 0, unchanged: 1 });
});

it("converts what was scheduled at each import", async () => {
  const items: SampleItem[] = [plain, { id: 2, status: "future", date: "2999-01-01 10:00:00", content: "Demain" }];
  await bringCounted(items);
  expect(await db.select().from(articleSchedules)).toHaveLength(1);
  const { report, converted } = await bringCounted(items);
  expect(converted).toEqual([2]);
  expect(report.articles).toMatchObject({ unchanged: 2, published: 1, scheduled: 1 });
});

it("links the comments of users who come with a later run", async () => {
  const items: SampleItem[] = [{ ...plain, comments: [{ id: 5, content: "Moi", userId: 7 }] }];
  await bringCounted(items);
  const users = join(folder, "users.csv");
  writeFileSync(users, "ID,user_login,user_email,display_name\n7,ada,ada@example.org,Ada\n");
  const { report, converted } = await bringCounted(items, { users });
  expect(converted).toEqual([1]);
  expect(report.comments).toMatchObject({ new: 0, unchanged: 1, ofMembers: 1 });
  const [member] = await db.select().from(members);
  expect((await db.select().from(comments)).map(({ memberId }) => memberId)).toEqual([member?.id]);
  const again = await bringCounted(items, { users });
  expect(again.converted).toEqual([]);
  expect(again.report.comments).toMatchObject({ unchanged: 1, ofMembers: 0 });
});

it("records the addresses of guests anew under another key", async () => {
  const items: SampleItem[] = [{ ...plain, comments: [{ id: 5, content: "Moi", email: "ada@example.org" }] }];
  await bringCounted(items);
  const before = await db.select().from(commentGuests);
  const secret = process.env.AUTH_SECRET;
  process.env.AUTH_SECRET = "another secret of these tests";
  try {
    expect((await bringCounted(items)).converted).toEqual([1]);
    expect((await db.select().from(commentGuests))[0]?.addressHmac).not.toBe(before[0]?.addressHmac);
  } finally {
    process.env.AUTH_SECRET = secret;
  }
});

it("converts again after another mapping of taxonomies, time zone or scale of ratings", async () => {
  await bringCounted([plain]);
  expect((await bringCounted([plain], { taxonomies: ["genre=tag"] })).report.articles.changed).toBe(1);
  expect((await bringCounted([plain], { taxonomies: ["genre=tag"] })).converted).toEqual([]);
  expect((await bringCounted([plain], { taxonomies: ["genre=category"] })).report.articles.changed).toBe(1);
  for (const options of [{ timezone: "Asia/Tokyo" }, { ratingsMax: 10 }])
    expect((await bringCounted([plain], options)).converted).toEqual([1]);
});

it("converts again only what uses a changed person or term", async () => {
  const items: SampleItem[] = [
    { id: 1, creator: "anne", meta: { _yoast_wpseo_primary_category: "7" }, categories: ["une", "deux"] },
    { id: 2, creator: "bob" },
  ];
  const user = (login: string, name: string) =>
    `<wp:author><wp:author_login>${login}</wp:author_login><wp:author_display_name>${name}</wp:author_display_name></wp:author>`;
  const category = (id: number, name: string) =>
    `<wp:category><wp:term_id>${id}</wp:term_id><wp:category_nicename>${name}</wp:category_nicename><wp:cat_name>${name}</wp:cat_name></wp:category>`;
  const bringWith = (...head: string[]) => bringCounted(items, {}, { head: head.join("") });
  await bringWith(category(7, "deux"));
  expect((await bringWith(category(7, "deux"))).converted).toEqual([]);
  expect((await bringWith(category(7, "deux"), category(8, "trois"), user("carl", "Carl"))).converted).toEqual([]);
  const { report, converted } = await bringWith(category(7, "deux"), user("bob", "Bob"));
  expect([converted, report.articles.changed]).toEqual([[2], 1]);
  expect((await bringWith(category(7, "une"), user("bob", "Bob"))).converted).toEqual([1]);
});

it("converts an article again when one that it links to comes, goes or is a page now", async () => {
  const links: SampleItem = { id: 1, content: '<a href="https://blog.example/cible/">Ici</a> ou là' };
  const target: SampleItem = { id: 2, name: "cible", content: "Cible" };
  await bringCounted([links]);
  expect((await bringCounted([links, target])).converted).toEqual([1, 2]);
  expect((await everyArticle())[0]?.bodyHtml).toContain('href="/articles/cible"');
  expect((await bringCounted([links, target])).converted).toEqual([]);
  await db.delete(articles).where(eq(articles.slug, "cible"));
  expect((await bringCounted([links, target])).converted).toEqual([1, 2]);
  expect((await bringCounted([links, { ...target, id: 3, type: "page" }])).converted).toEqual([1, 3]);
  expect((await everyArticle())[0]?.bodyHtml).toContain('href="/pages/cible"');
});

const server = createServer(async (_, response) => {
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: "#48a" } });
  response.writeHead(200, { "content-type": "image/png" }).end(await image.png().toBuffer());
});
beforeAll(async () => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => void server.close());

it("converts an article again when its pictures are fetched, and skips it afterwards", async () => {
  const blogUrl = `http://blog.test:${(server.address() as AddressInfo).port}`;
  const items: SampleItem[] = [
    { id: 1, content: `<img src="${blogUrl}/wp-content/uploads/a.png" alt="A">` },
    { id: 2 },
  ];
  const first = await bringCounted(items, {}, { blogUrl });
  expect(first.report.pictures).toMatchObject({ new: 0, missing: [`${blogUrl}/wp-content/uploads/a.png`] });
  const resolve = (_: string, __: unknown, done: (error: null, found: { address: string; family: number }[]) => void) =>
    done(null, [{ address: "127.0.0.1", family: 4 }]);
  const fetchImages = { fetchOptions: { mayBePrivate: () => true, resolve } };
  const { report, converted } = await bringCounted(items, { fetchImages }, { blogUrl });
  expect(converted).toEqual([1]);
  expect(report.pictures).toMatchObject({ new: 1, fetched: 1, missing: [] });
  expect((await everyArticle())[0]?.bodyHtml).toContain('<img src="/media/');
  for (const options of [{ fetchImages }, {}]) {
    const again = await bringCounted(items, options, { blogUrl });
    expect(again.converted).toEqual([]);
    expect(again.report.pictures).toMatchObject({ new: 0, unchanged: 1, fetched: 0, missing: [] });
  }
});
