import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { feedItems } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent } from "#features/articles/queries.ts";
import { parseFeed } from "#lib/feed/parse-feed.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { convertItem } from "../content/convert-item.ts";
import { publishItemByPolicy } from "./publish-item.ts";
import { addTestFeed } from "./testing.ts";

const data = "../shared/data";
const { db, clear } = testDatabase();
beforeEach(() => clear());

describe.skipIf(!existsSync(`${data}/feeds/zdnet-seed.rss`))(
  "the seed's feed in ../shared/data (skipped where absent)",
  () => {
    test("becomes the seed's page: its title, lead, paragraphs, date and source", async () => {
      const feedUrl = "https://www.zdnet.example/feed.rss";
      const parsed = parseFeed(readFileSync(`${data}/feeds/zdnet-seed.rss`), {
        url: feedUrl,
        contentType: "application/rss+xml",
      });
      const [item] = parsed.ok ? parsed.feed.items : [];
      if (!item) throw new Error(JSON.stringify(parsed));
      const feedId = await addTestFeed(db, { publication: "publish", body: "full", url: feedUrl }, "ZDNet");
      const content = convertItem(item, { feedUrl, fetchedAt: new Date("2026-11-28T20:00:00Z"), language: "fr" });
      const [stored] = await db
        .insert(feedItems)
        .values({ ...content, feedId })
        .returning({ id: feedItems.id });
      await publishItemByPolicy(db, stored?.id ?? 0);
      const article = await getArticleContent(db, "orange-huawei-l-accord-sur-le-cloud-souleve-des-interrogations");
      const lines = readFileSync(`${data}/seed-article.txt`, "utf8")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
      const paragraphs = toText(parseHtml(article?.bodyHtml ?? "")).split("\n");
      expect([article?.title, article?.lead]).toEqual(lines.slice(0, 2));
      expect(paragraphs).toHaveLength(5);
      expect(lines.filter((line) => paragraphs.includes(line))).toEqual(paragraphs);
      expect(lines).toContain(article?.publishedAt.toISOString().replace(".000Z", "+00:00"));
      expect(article).toMatchObject({
        syndicated: true,
        source: {
          name: "ZDNet",
          articleTitle: lines[0],
          articleUrl: "https://www.zdnet.example/actualites/orange-huawei-accord-cloud.htm",
          author: "Rédaction ZDNet",
        },
      });
    });
  },
);
