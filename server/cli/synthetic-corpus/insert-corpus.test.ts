import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { recountComments } from "#features/comments/mutations.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { copyText } from "./copy.ts";
import { generateCorpus } from "./generate-corpus.ts";
import { insertCorpus } from "./insert-corpus.ts";
import { distribute, seeded, zipf } from "./random.ts";

const { db, sql, clear } = testDatabase();
beforeEach(clear);

const size = { articles: 60, comments: 400, members: 30, ratings: 90, seed: 7 };

test("the same seed gives the same corpus, another seed another one", () => {
  const until = new Date("2026-11-24T12:00:00Z");
  const made = (seed: number) => JSON.stringify(generateCorpus({ ...size, seed }, until).article(17));
  expect(made(7)).toBe(made(7));
  expect(made(8)).not.toBe(made(7));
});

test("the generated text is what a reader of the generated HTML sees", () => {
  const article = generateCorpus(size, new Date()).article(3);
  expect(article.bodyText).toBe(toText(parseHtml(article.bodyHtml)));
  expect(toHtml(sanitizeArticle(parseHtml(article.bodyHtml)))).toBe(article.bodyHtml);
  expect(article.comments.every((comment, at) => comment.parent === null || comment.parent < at)).toBe(true);
});

test("distributes exactly the total, most of it to a few", () => {
  const shares = [...distribute(10_000, 500, 0.9, seeded(1))].sort((a, b) => b - a);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(10_000);
  expect(shares.slice(0, 50).reduce((sum, share) => sum + share, 0)).toBeGreaterThan(5_000);
  expect([...distribute(3, 5, 0.9, seeded(1))].reduce((sum, share) => sum + share, 0)).toBe(3);
});

test("Zipf draws the first rank twice as often as the second, and reaches the last", () => {
  const random = seeded(3);
  const counts = new Uint32Array(1_000);
  const draw = zipf(1_000, 1);
  for (let n = 0; n < 200_000; n += 1) {
    const rank = draw(random);
    counts[rank] = (counts[rank] ?? 0) + 1;
  }
  expect((counts[0] ?? 0) / (counts[1] ?? 1)).toBeGreaterThan(1.7);
  expect((counts[0] ?? 0) / (counts[1] ?? 1)).toBeLessThan(2.3);
  expect(counts.slice(900).some((count) => count > 0)).toBe(true);
});

test("COPY text escapes what would end a field or a row", () => {
  expect(copyText("a\tb\\c\nd\r")).toBe("a\\tb\\\\c\\nd\\r");
  expect(copyText(null)).toBe("\\N");
});

test("loads what was requested, with every derived figure right, and adds it again when repeated", async () => {
  const first = await insertCorpus({ db, sql }, size);
  const second = await insertCorpus({ db, sql }, size);
  expect(first?.last).toBeLessThan(second?.first ?? 0);
  const [counts] = await sql`
    select (select count(*)::int from articles where status = 'published') as articles,
      (select count(*)::int from comments) as comments, (select count(*)::int from members where password_hash is null) as members,
      (select count(*)::int from ratings) as ratings,
      (select count(*)::int from categories) as categories`;
  expect(counts).toMatchObject({ articles: 120, comments: 800, members: 60, categories: 12 });
  expect(counts?.ratings).toBeGreaterThan(120);

  const figures = () => sql`select id, comment_count, rating_count, rating_sum from articles order by id`;
  const loaded = await figures();
  await recountComments(
    db,
    loaded.map((row) => Number(row.id)),
  );
  expect(await figures()).toEqual(loaded);
  const drift = await sql`
    select 1 from articles a left join lateral (select count(*)::int n, coalesce(sum(stars), 0)::int s from ratings r where r.article_id = a.id) r on true
    where (a.rating_count, a.rating_sum) is distinct from (r.n, r.s)
    union all select 1 from article_tags j join articles a on a.id = j.article_id where j.listed_at is distinct from a.published_at
    union all select 1 from comments c join comments p on p.id = c.parent_id
      where (c.thread, c.depth, c.article_id) is distinct from (p.thread, p.depth + 1, p.article_id) or c.created_at < p.created_at`;
  expect(drift).toHaveLength(0);
});

test("loads an empty corpus and one without members", async () => {
  expect(await insertCorpus({ db, sql }, { articles: 0, comments: 0, members: 3, ratings: 0, seed: 1 })).toBeNull();
  expect(await insertCorpus({ db, sql }, { articles: 4, comments: 9, members: 0, ratings: 5, seed: 1 })).not.toBeNull();
  expect(await sql`select 1 from comments where member_id is null`).toHaveLength(9);
});
