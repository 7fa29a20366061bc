import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { findFrench } from "#server/testing/find-french.ts";
import { installDemo } from "./install.ts";
import { demoContents } from "./languages.ts";
import { demoPicture, demoPictures } from "./pictures.ts";
import { drawNoise } from "./pictures-testing.ts";
import { readDemoArticle } from "./read-article.ts";

const { db, sql: query, clear } = testDatabase();
process.env.DATA_DIR = mkdtempSync(path.join(tmpdir(), "vigie-demo-content-"));

describe.each(Object.values(demoContents))("the demo content in $locale", (content) => {
  const { locale, slugs } = content;

  beforeAll(async () => {
    await clear();
    // One of them drawn as for a site; pictures.test.ts draws them all.
    await installDemo(db, (name) => (name === "padlock" ? demoPicture(name) : drawNoise()), content);
  });

  test("lists every text, and every comment, rating and image belongs to one", async () => {
    const folder = path.join(import.meta.dirname, locale, "articles");
    const files = readdirSync(folder).map((name) => name.replace(/\.md$/, ""));
    expect([...slugs].sort()).toEqual(files.sort());
    for (const slug of [...Object.keys(content.comments), ...Object.keys(content.ratings)])
      expect(files).toContain(slug);
    for (const slug of slugs) {
      const { picture, text, tags, title } = await readDemoArticle(locale, slug, new Date());
      const used = [picture, ...[...text.matchAll(/^\[\[picture:(\S+) \|/gm)].map((match) => match[1])];
      for (const name of used) if (name) expect(demoPictures).toContain(name);
      expect(tags.length).toBeGreaterThan(1);
      expect(title).not.toMatch(/[\u00a0\u202f]/);
    }
  });

  test("dates nothing in the future, and no comment before its article or parent", async () => {
    const odd = await query`
      select a.slug, c.body_source from articles a left join comments c on c.article_id = a.id left join comments p on p.id = c.parent_id
      where a.published_at > now() or c.created_at > now() or c.created_at < a.published_at or c.created_at < p.created_at`;
    expect(odd).toEqual([]);
  });

  test("gives a new site articles of each kind, images, threads, votes and selections", async () => {
    const [counts] = await query`
      select (select count(*)::int from articles where status = 'published') as articles,
        (select count(*)::int from articles where lead_media_id is null) as without_picture,
        (select count(*)::int from articles where syndicated) as syndicated,
        (select count(*)::int from comments where status = 'visible') as comments,
        (select max(depth)::int from comments) as deepest,
        (select count(*)::int from article_media) as figures,
        (select count(*)::int from categories c where not exists (select from article_categories j where j.category_id = c.id)) as empty_categories,
        (select count(*)::int from articles a where not exists (select from related_articles r where r.article_id = a.id)) as alone,
        (select count(*)::int from story_articles where listed_at is not null) as in_stories,
        (select count(*)::int from comments where featured_at is not null and reaction_count > 0) as featured,
        (select count(*)::int from corrections where credit <> '') as credited,
        (select count(*)::int from members where password_hash is not null) as with_password`;
    expect(counts).toMatchObject({
      articles: slugs.length,
      without_picture: 7,
      syndicated: 1,
      figures: 2,
      in_stories: 6,
      empty_categories: 0,
      alone: 0,
      featured: 1,
      credited: 1,
      with_password: 0,
    });
    expect(counts?.comments).toBeGreaterThanOrEqual(40);
    expect(counts?.deepest).toBeGreaterThanOrEqual(2);
  });

  test("cards lead to existing articles, and bodies have passed the allowlist", async () => {
    const rows = await query<{ slug: string; body_html: string }[]>`select slug, body_html from articles`;
    const ids = new Set((await query<{ id: number }[]>`select id from articles`).map((row) => row.id));
    let cards = 0;
    for (const { slug, body_html } of rows) {
      expect(body_html, slug).not.toContain("[[");
      expect(toHtml(sanitizeArticle(parseHtml(body_html))), slug).toBe(body_html);
      for (const [, id] of body_html.matchAll(/data-card="(\d+)"/g)) {
        cards += 1;
        expect(ids.has(Number(id))).toBe(true);
      }
    }
    const texts = await Promise.all(slugs.map((slug) => readDemoArticle(locale, slug, new Date())));
    expect(cards).toBe(texts.flatMap(({ text }) => [...text.matchAll(/^\[\[(?!picture:)/gm)]).length);
    expect(rows.some((row) => row.body_html.includes("<table>"))).toBe(true);
    expect(rows.some((row) => row.body_html.includes("<pre>"))).toBe(true);
  });

  test("contains French only where the site is French", async () => {
    const rows = await query<{ table: string; row: Record<string, unknown> }[]>`
      select 'articles' as table, to_jsonb(a) - 'search_vector' as row from articles a
      union all select 'categories', to_jsonb(c) from categories c
      union all select 'tags', to_jsonb(t) from tags t
      union all select 'authors', to_jsonb(a) from authors a
      union all select 'sources', to_jsonb(s) from sources s
      union all select 'media', jsonb_build_object('alt', m.alt) from media m
      union all select 'members', jsonb_build_object('name', m.name, 'email', m.email, 'handle', m.handle) from members m
      union all select 'comments', jsonb_build_object('text', c.body_source) from comments c
      union all select 'topics', to_jsonb(t) from newsletter_topics t`;
    const french = rows.flatMap(({ table, row }) =>
      findFrench(JSON.stringify(row)).map((found) => `${table}: ${found}`),
    );
    if (locale === "fr") expect(french.length).toBeGreaterThan(100);
    else expect(french).toEqual([]);
  });

  test("a second installation adds nothing, and a failed one leaves nothing", async () => {
    expect(await installDemo(db, demoPicture, content)).toEqual({ articles: 0 });
    await clear();
    // The conflict comes late in the list.
    await query`insert into articles (slug, title) values (${slugs.at(-1) ?? ""}, 'Here already')`;
    await expect(installDemo(db, drawNoise, content)).rejects.toThrow();
    expect(await db.execute(sql`select 1 from members union all select 1 from settings`)).toHaveLength(0);
    expect(await query`select 1 from articles`).toHaveLength(1);
  });
});
