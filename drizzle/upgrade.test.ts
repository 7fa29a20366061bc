import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { knownMigrations, migrate, migrationsFolder } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";

const { sql, url } = testDatabase({ empty: true });

afterEach(() => sql.unsafe("drop schema if exists drizzle cascade; drop schema public cascade; create schema public"));

/** The migrations as an older version of the code had them, up to and with `tag`. */
async function migrateAsOf(tag: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-older-"));
  cpSync(migrationsFolder, folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  journal.entries = knownMigrations().slice(0, knownMigrations().findIndex((entry) => entry.tag === tag) + 1);
  writeFileSync(file, JSON.stringify(journal));
  await migrate(url, { folder });
  rmSync(folder, { recursive: true });
}

/** A small site in the tables of 0001: something in each table, with accents, an emoji and a null where one may be. */
const firstSite = `
  insert into members (email, name, handle, role) values ('ada@example.org', 'Ada É', 'ada', 'admin'), (null, 'Parti', 'parti', 'reader');
  insert into authors (handle, name, member_id) values ('ada', 'Ada É', 1), ('redaction', 'La rédaction', null);
  insert into categories (slug, name) values ('securite', 'Sécurité');
  insert into categories (slug, name, parent_id) values ('failles', 'Failles', 1);
  insert into tags (slug, name) values ('cve', 'CVE');
  insert into sources (slug, name, url) values ('le-blog', 'Le blog', 'https://blog.example');
  insert into media (id, format, width, height, bytes) values ('0123456789abcdef01234567', 'jpeg', 800, 600, 1234);
  insert into articles (slug, status, title, lead, body_html, body_text, published_at, source_id, source_title, source_url, syndicated, lead_media_id, comment_count, rating_count, rating_sum)
    values ('une-faille', 'published', 'Une faille 🔓', 'L’essentiel', '<p>Corps</p>', 'Corps', '2024-02-29T12:00:00.123Z', 1, 'A flaw', 'https://blog.example/flaw', true, '0123456789abcdef01234567', 1, 1, 5),
           ('brouillon', 'draft', 'Brouillon', '', '', '', null, null, null, null, false, null, 0, 0, 0);
  insert into article_categories (article_id, category_id, listed_at) values (1, 1, '2024-02-29T12:00:00.123Z'), (2, 1, null);
  insert into article_tags (article_id, tag_id) values (1, 1);
  insert into article_authors (article_id, author_id) values (1, 1);
  insert into article_media (article_id, media_id) values (1, '0123456789abcdef01234567');
  insert into related_articles (article_id, related_id, rank, score) values (1, 2, 1, 0.5);
  insert into redirects (from_path, article_id) values ('/?p=901', 1);
  insert into comments (article_id, thread, member_id, body_source, body_html, status) values (1, 1, 1, 'Oui', '<p>Oui</p>', 'visible');
  insert into comments (article_id, thread, depth, parent_id, author_name, body_source, body_html, status) values (1, 1, 1, 1, 'Anonyme', 'Non', '<p>Non</p>', 'pending');
  insert into ratings (article_id, member_id, stars) values (1, 1, 5);
  insert into settings (key, value) values ('site.name', '"Le Guet"');
  insert into imported_items (blog_url, kind, foreign_id, local_id, fingerprint) values ('https://blog.example', 'post', '901', '1', 'x');
`;

/** Each released step gets a line: a site filled by that version, brought up to date, loses nothing. */
test.each([["0001_first_tables", firstSite]])(
  "a site of %s comes up to date with all its rows",
  async (tag, filling) => {
    await migrateAsOf(tag);
    await sql.unsafe(filling);
    const before = await contents();
    expect(before.articles).toHaveLength(2);
    expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true);

    await migrate(url);

    const after = await contents();
    for (const [table, rows] of Object.entries(before)) {
      // Columns may have come; what was there still is.
      expect(after[table], table).toEqual(rows.map((row) => expect.objectContaining(row)));
    }
  },
);

test("the pictures of an older site stand in the library, and can be found there", async () => {
  await migrateAsOf("0001_first_tables");
  await sql.unsafe(firstSite);
  await sql.unsafe("update media set alt = 'Une vigie éclairée', original_name = 'le-phare_2024.jpg'");
  await migrate(url);
  expect(
    await sql`select media_id, content_hash, described from library_pictures where search @@ to_tsquery('fr', 'eclairee & phare')`,
  ).toEqual([{ media_id: "0123456789abcdef01234567", content_hash: "0123456789abcdef01234567", described: true }]);
});

test("the pictures that older revisions show are left to be read, and those of later ones noted", async () => {
  await migrateAsOf("0029_decisions_in_bulk");
  const picture = "0123456789abcdef01234567";
  await sql.unsafe(`insert into media (id, format, width, height, bytes) values ('${picture}', 'jpeg', 800, 600, 1234);
    insert into articles (slug, status, title, lead, body_html, body_text) values ('un', 'draft', 'Un', '', '', '')`);
  const keep = () => sql`insert into article_revisions (article_id, kind, content, word_count)
    select id, 'save', ${`{"leadMediaId":"${picture}","bodyHtml":""}`}::text::jsonb, 0 from articles`;
  await keep();
  await migrate(url);
  await keep();
  expect(await sql`select name, before_id::int from backfills`).toEqual([{ name: "revision-pictures", before_id: 2 }]);
  expect(await sql`select revision_id::int, media_id from article_revision_media`).toEqual([
    { revision_id: 2, media_id: picture },
  ]);
});

test("the migrations give the same when applied one release after the other", async () => {
  for (const { tag } of knownMigrations()) await migrateAsOf(tag);
  expect(await migrate(url)).toEqual({ applied: 0 });
});

async function contents(): Promise<Record<string, Record<string, unknown>[]>> {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const found: Record<string, Record<string, unknown>[]> = {};
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`);
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}
