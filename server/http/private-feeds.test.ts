import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { categories, comments, follows, memberStandings, members, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { notifyOfComments } from "#features/comments/notify.ts";
import { aComment } from "#features/comments/testing.ts";
import { createPrivateFeed, removePrivateFeed, renewPrivateFeed } from "#features/follows/private-feed/mutations.ts";
import { privateFeedUrl } from "#features/follows/private-feed/private-feed-link.ts";
import { findFeedOwner } from "#features/follows/private-feed/queries.ts";
import { privateFeedEndpoint } from "./private-feeds.ts";

const { db, sql, clear, queries } = testDatabase();
let server: Server;
let ada = 0;
let networks = 0;

beforeAll(async () => {
  const answer = privateFeedEndpoint(db, { trustProxy: 1 });
  server = createServer((req, res) => {
    void answer(req, res).then((done) => done || res.writeHead(418).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  ada = row?.id ?? 0;
});

const pathOf = async (format: "xml" | "json") => {
  const owner = await findFeedOwner(db, ada);
  return owner ? new URL(privateFeedUrl(owner, format)).pathname : "";
};
function get(path: string, headers: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  networks += 1;
  return fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { "x-forwarded-for": `198.18.0.${networks}`, ...headers },
  });
}

test("lists articles under what the member follows and replies to them, newest first, for anyone who has the address", async () => {
  const [parent] = await db.insert(categories).values({ slug: "p", name: "P" }).returning();
  const [child] = await db
    .insert(categories)
    .values({ slug: "c", name: "C", parentId: parent?.id ?? 0 })
    .returning();
  const [tag] = await db.insert(tags).values({ slug: "t", name: "T" }).returning();
  await db.insert(follows).values([
    { memberId: ada, categoryId: parent?.id ?? 0 },
    { memberId: ada, tagId: tag?.id ?? 0 },
  ]);
  const article = { status: "published", lead: "Un & deux", bodyHtml: "" } as const;
  for (const [n, slug] of ["un", "deux", "trois"].entries())
    await upsertArticle(db, {
      ...article,
      slug,
      title: `Titre ${slug}`,
      publishedAt: new Date(Date.UTC(2026, 0, 1 + n)),
    });
  await sql`insert into article_categories (article_id, category_id, listed_at) select id, ${child?.id ?? 0}, published_at from articles where slug = 'un'`;
  await sql`insert into article_tags (article_id, tag_id, listed_at) select id, ${tag?.id ?? 0}, published_at from articles where slug in ('un', 'deux')`;
  const [first] = await sql<{ id: string }[]>`select id from articles where slug = 'trois'`;
  const own = await aComment(db, Number(first?.id), { memberId: ada });
  const reply = await aComment(db, Number(first?.id), {
    parent: { id: own },
    authorName: "Malik",
    bodyHtml: "<p>Oui <b>!</b></p>",
  });
  await notifyOfComments(db, { id: reply, mentions: [] });
  await sql`insert into notifications (member_id, kind, comment_id) values (${ada}, 'reply', ${reply}) on conflict do nothing`;
  await renewPrivateFeed(db, ada);
  const json = await get(await pathOf("json"));
  expect(json.headers.get("content-type")).toContain("application/feed+json");
  expect(json.headers.get("cache-control")).toContain("private");
  expect(json.headers.get("x-robots-tag")).toBe("noindex");
  const { items } = (await json.json()) as { items: { title: string; content_text: string }[] };
  expect(items.map(({ title }) => title.replace(/[\u00a0\u202f]/g, " "))).toEqual([
    "Malik a répondu : Titre trois",
    "Titre deux",
    "Titre un",
  ]);
  const rss = await get(await pathOf("xml"));
  // A description is HTML, so its text is escaped twice.
  expect(await rss.text()).toContain("<description>Un &amp;amp; deux</description>");
  const again = await get(await pathOf("xml"), { "if-none-match": `W/${rss.headers.get("etag")}` });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  await db.update(comments).set({ status: "removed" });
  await sql`update articles set status = 'draft' where slug = 'deux'`;
  const { items: left } = (await (await get(await pathOf("json"))).json()) as { items: { title: string }[] };
  expect(left.map(({ title }) => title)).toEqual(["Titre un"]);
});

test("a former, removed, banned or made-up address is a 404 that costs one statement at most", async () => {
  await createPrivateFeed(db, ada);
  const former = await pathOf("xml");
  // From another tab that still offers it.
  await createPrivateFeed(db, ada);
  expect(await pathOf("xml")).toBe(former);
  await renewPrivateFeed(db, ada);
  const path = await pathOf("xml");
  expect([(await get(former)).status, (await get(path)).status]).toEqual([404, 200]);
  const wrong = path.replace(/.\.xml$/, (end) => (end === "A.xml" ? "B.xml" : "A.xml"));
  const { result, statements } = await queries(() => get(wrong));
  expect([result.status, statements.length]).toEqual([404, 1]);
  expect((await queries(() => get("/feeds/x.xml"))).statements).toEqual([]);
  await db.insert(memberStandings).values({ memberId: ada, bannedAt: new Date() });
  expect((await get(path)).status).toBe(404);
  await db.delete(memberStandings);
  await removePrivateFeed(db, ada);
  expect((await get(path)).status).toBe(404);
});
