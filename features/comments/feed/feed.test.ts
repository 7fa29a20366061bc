import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { presets } from "#features/settings/schema.ts";
import { writeAtom } from "#lib/feed-document/write-atom.ts";
import { writeJsonFeed } from "#lib/feed-document/write-json-feed.ts";
import { writeRss } from "#lib/feed-document/write-rss.ts";
import { childrenOf, readXml, textOf } from "#lib/xml-testing.ts";
import { aComment, someComments } from "../testing.ts";
import { describeDiscussionFeed } from "./feed.ts";
import { readFeedDiscussion } from "./queries.ts";

const { db, sql, clear, queries } = testDatabase();
let article = 0;

beforeEach(async () => {
  await clear();
  const input = { status: "published", lead: "", bodyHtml: "", publishedAt: new Date() } as const;
  article = (await upsertArticle(db, { ...input, slug: "un", title: "Un <titre>" })).id;
  await aComment(db, (await upsertArticle(db, { ...input, slug: "deux", title: "Deux" })).id, {
    bodySource: "ailleurs",
  });
});

async function feedOf(limit = 30) {
  const discussion = await readFeedDiscussion(db, "un", limit);
  if (!discussion) throw new Error("no discussion");
  return describeDiscussionFeed(discussion, presets);
}

test("lists the newest visible comments first, with author, text, address and what each replies to", async () => {
  const ids = await someComments(db, article, [
    { key: "a", authorName: "Ada", bodyHtml: '<p>Voir <a href="/rules">la charte</a> et <a href="#x">là</a></p>' },
    { key: "b", authorName: "Bo ]]> <b>", parent: { key: "a" } },
    { key: "c", authorName: "", status: "pending" },
    { key: "d", authorName: "Dan", parent: { key: "b" } },
  ]);
  const id = (key: string) => ids.get(key) ?? 0;
  const feed = await feedOf();
  expect(feed.items.map(({ id: own }) => own)).toEqual(
    ["d", "b", "a"].map((key) => `tag:vigie.test,2026:comment:${id(key)}`),
  );
  const [newest, , oldest] = feed.items;
  expect(oldest).toMatchObject({
    title: "Commentaire d’Ada",
    address: `http://vigie.test/articles/un#comment-${id("a")}`,
    html: `<p>Voir <a href="http://vigie.test/rules">la charte</a> et <a href="http://vigie.test/articles/un#x">là</a></p>`,
    inReplyTo: { id: `tag:vigie.test,2026:article:${article}`, address: "http://vigie.test/articles/un" },
  });
  expect(newest).toMatchObject({
    title: "Réponse de Dan à Bo ]]> <b>",
    inReplyTo: {
      id: `tag:vigie.test,2026:comment:${id("b")}`,
      address: `http://vigie.test/articles/un#comment-${id("b")}`,
    },
  });

  const atom = readXml(writeAtom(feed));
  expect(textOf(atom, "id")).toBe("http://vigie.test/articles/un/comments/atom.xml");
  expect(childrenOf(childrenOf(atom, "entry")[0], "thr:in-reply-to")[0]?.attributes).toMatchObject({
    ref: `tag:vigie.test,2026:comment:${id("b")}`,
  });
  const channel = readXml(writeRss(feed)).children[0];
  expect(textOf(childrenOf(channel, "item")[1], "dc:creator")).toBe("Bo ]]> <b>");
  expect(JSON.parse(writeJsonFeed(feed))).toMatchObject({
    feed_url: "http://vigie.test/articles/un/comments/feed.json",
    items: [{ _vigie: { in_reply_to: { id: `tag:vigie.test,2026:comment:${id("b")}` } } }, {}, {}],
  });
});

test.each(["pending", "rejected", "spam", "removed"])("never contains a %s comment, nor names it", async (status) => {
  await someComments(db, article, [
    { key: "hidden", authorName: "Caché" },
    { key: "reply", authorName: "Réponse", parent: { key: "hidden" } },
  ]);
  await sql`update comments set status = ${status}::comment_status where author_name = 'Caché'`;
  const feed = await feedOf();
  expect(feed.items).toHaveLength(1);
  expect(feed.items[0]?.inReplyTo?.id).toBe(`tag:vigie.test,2026:article:${article}`);
  for (const write of [writeRss, writeAtom, writeJsonFeed]) expect(write(feed)).not.toMatch(/Caché|hidden/);
});

test("is empty without comments, and null for an article that is not published", async () => {
  expect((await feedOf()).items).toEqual([]);
  expect(() => readXml(writeAtom({ ...presetsFeed(), items: [] }))).not.toThrow();
  expect(await readFeedDiscussion(db, "inconnu", 30)).toBeNull();
  await setArticleStatus(db, [article], "withdrawn");
  expect(await readFeedDiscussion(db, "un", 30)).toBeNull();
});

const presetsFeed = () =>
  describeDiscussionFeed({ article: { id: 1, slug: "un", title: "Un" }, comments: [] }, presets);

test("reads two statements, and of other articles nothing", async () => {
  await someComments(
    db,
    article,
    Array.from({ length: 40 }, (_, n) => ({ key: `k${n}` })),
  );
  const { statements } = await queries(() => readFeedDiscussion(db, "un", 30));
  expect(statements).toHaveLength(2);
  expect((await feedOf(12)).items).toHaveLength(12);
});
