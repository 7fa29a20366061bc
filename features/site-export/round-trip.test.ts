import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { importFixtures } from "#features/wordpress/testing.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { exportFixtures } from "./testing.ts";

const data = "../shared/data/wxr";
const imported = importFixtures();
const { db, clear, folder } = imported;
const { run, target } = exportFixtures(process.env.DATABASE_URL ?? "", diskStorage(join(folder, "media")));

type Rows = Record<string, unknown>[];

/** What a reader sees of the site, without the ids that another site gives. */
async function readSite(): Promise<Record<string, Rows>> {
  const read = async (statement: ReturnType<typeof sql>): Promise<Rows> => [...(await db.execute(statement))];
  // Pictures are encoded again, so they have other ids: they are compared by number and text.
  const body = sql`regexp_replace(regexp_replace(body_html, '/media/[a-f0-9]{24}', '/media/ID', 'g'), 'data-card="\\d+"', 'data-card="N"', 'g')`;
  return {
    articles: await read(sql`
      select slug, case status when 'withdrawn' then 'draft' else status::text end as status, title, lead,
        ${body} as body, lead_media_id is not null as has_lead, lead_caption,
        (select name || ' ' || url from sources where id = source_id) as source, source_title, source_url, syndicated,
        comment_policy, comment_count, legacy_rating_count, legacy_rating_sum, seo_title, seo_description, canonical_url,
        -- WordPress keeps no date of a draft.
        case status when 'published' then published_at end as published_at,
        -- A page's discussion has no date of its own.
        case status when 'page' then null else updated_at end as updated_at,
        (select array_agg(c.slug || ' ' || c.name order by j.position) from article_categories j
          join categories c on c.id = j.category_id where j.article_id = articles.id) as categories,
        (select array_agg(t.slug || ' ' || t.name order by j.position) from article_tags j
          join tags t on t.id = j.tag_id where j.article_id = articles.id) as tags,
        (select array_agg(u.handle || ' ' || u.name order by j.position) from article_authors j
          join authors u on u.id = j.author_id where j.article_id = articles.id) as authors
      from articles order by slug`),
    // Two line breaks are a blank line in WordPress, and so a paragraph.
    comments: await read(sql`
      select a.slug, c.author_name, c.status, replace(c.body_html, '<br><br>', '</p>' || chr(10) || '<p>') as body,
        c.created_at, c.depth, p.body_html as parent
      from comments c join articles a on a.id = c.article_id left join comments p on p.id = c.parent_id
      where c.status = 'visible' order by a.slug, c.created_at, c.author_name, c.body_html`),
    categories: await read(sql`
      select c.slug, c.name, c.description, p.slug as parent from categories c left join categories p on p.id = c.parent_id
      order by c.slug`),
    tags: await read(sql`select slug, name from tags order by slug`),
    authors: await read(sql`select handle, name from authors order by handle`),
    pictures: await read(sql`select width, height, alt, caption from media order by alt, caption, width`),
    redirects: await read(sql`
      select from_path, a.slug from redirects r join articles a on a.id = r.article_id order by from_path`),
  };
}

describe.skipIf(!existsSync(data))("an export of ourselves", () => {
  it.each(["seed-site.xml", "theme-unit-test.xml", "block-test.xml"])(
    "%s, imported, exported and imported again, is the same site",
    async (name) => {
      await imported.run(`${data}/${name}`, { uploads: `${data}/uploads` });
      // A source may be credited without an extract of it.
      await db.execute(
        sql`update articles set syndicated = false where id = (select max(id) from articles where syndicated)`,
      );
      const before = await readSite();
      await run();
      const exported = join(folder, name);
      cpSync(target, exported, { recursive: true });
      await clear();
      const options = { uploads: join(exported, "media") };
      const report = await imported.run(join(exported, "wordpress.xml"), options);
      expect(report.pictures).toMatchObject({ missing: [], failed: [] });
      const after = await readSite();
      for (const part of Object.keys(before)) expect(after[part], part).toEqual(before[part]);
      // A row of status "page" is the discussion of a page.
      const articles = before.articles?.filter(({ status }) => status !== "page") ?? [];
      expect(articles.length).toBeGreaterThan(10);
      const again = await imported.run(join(exported, "wordpress.xml"), options);
      expect(again.articles).toMatchObject({ new: 0, changed: 0, unchanged: articles.length });
      expect(again.comments.new).toBe(0);
      expect(await readSite()).toEqual(after);
    },
  );
});
