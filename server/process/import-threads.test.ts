import { afterAll, beforeEach, expect, it } from "vitest";
import type { SampleItem } from "#features/wordpress/export/sample-testing.ts";
import { importFixtures } from "#features/wordpress/testing.ts";
import { openImportThreads } from "./import-threads.ts";

const { bring, clear, everyArticle } = importFixtures();
// Far more than usual items take, far less than the costly one would.
const pool = openImportThreads({ cpuTimeoutMs: 1_000 });
afterAll(() => pool.close());
beforeEach(clear);

const usual: SampleItem[] = Array.from({ length: 60 }, (_, index) => ({
  id: index + 1,
  content: `Un <em>mot</em>\n\n<a href="/?p=${((index * 7) % 60) + 1}">l’autre</a> [inconnu]<img src="/a${index % 3}.png">`,
  categories: [`rubrique-${index % 4}`],
  comments: [{ id: 1_000 + index, content: "Bien <b>dit</b>" }],
}));

/** Ids of cards continue from one import to the next. */
const withoutIds = (html: string) => html.replace(/data-card="\d+"/g, "data-card");

it("converts in threads what one thread would", async () => {
  const bringInto = async (options: Parameters<typeof bring>[1]) => {
    const report = await bring(usual, options);
    const rows = await everyArticle();
    return {
      report: { ...report, seconds: 0, relatedSeconds: 0 },
      rows: rows.map(({ slug, title, bodyText, bodyHtml }) => [slug, title, bodyText, withoutIds(bodyHtml)]),
    };
  };
  const alone = await bringInto({});
  await clear();
  expect(await bringInto({ pool })).toEqual(alone);
});

it("imports an item that takes too long as a draft with its text, and all others as usual", async () => {
  const items = usual.map((item) =>
    item.id === 31 ? { ...item, title: "Lourd", content: `${"<pre>x</pre>".repeat(400_000)}Le texte` } : item,
  );
  const report = await bring(items, { pool });
  expect(report.articles).toMatchObject({ new: 60, published: 59, tooComplex: ["Lourd"] });
  expect(report.articles.drafts).toEqual([{ title: "Lourd", reason: { code: "import.plain" } }]);
  expect(report.comments.new).toBe(60);
  const rows = await everyArticle();
  const drafts = rows.filter(({ status }) => status === "draft");
  expect(drafts.map(({ title, bodyHtml }) => [title, bodyHtml.slice(-20)])).toEqual([
    ["Lourd", "x  x  x Le texte</p>"],
  ]);
  expect(rows[31]?.bodyHtml).toContain("<em>mot</em>");
  const again = await bring(items, { pool });
  expect(again.articles).toMatchObject({ unchanged: 60, changed: 0, tooComplex: ["Lourd"] });
});
