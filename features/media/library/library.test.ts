import { eq, sql as text } from "drizzle-orm";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { articleMedia, articles, media, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { addRevision } from "#features/newsroom/revisions/mutations.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { storages, testStorage } from "#lib/storage/storage-testing.ts";
import { removeImage, storeImage } from "../mutations.ts";
import { masterKey, variantKey } from "../storage-keys.ts";
import { loadLibrary, loadPicture } from "./loaders.ts";
import { deletePicture, replacePicture, updatePicture } from "./mutations.ts";
import { findPicture, listPictures, listUploaders, listUses } from "./queries.ts";

const { db, sql, queries, clear } = testDatabase();
let storage: Storage;
let editor: { id: number; role: "editor" };
let contributor: { id: number; role: "contributor" };

beforeEach(async () => {
  await clear();
  const [one, other] = await db
    .insert(members)
    .values([
      { name: "Éva", handle: "eva", role: "editor" },
      { name: "Carl", handle: "carl", role: "contributor" },
    ])
    .returning({ id: members.id });
  editor = { id: one?.id ?? 0, role: "editor" };
  contributor = { id: other?.id ?? 0, role: "contributor" };
});

const flat = (width: number, background: string) =>
  sharp({ create: { width, height: 60, channels: 3, background } })
    .png()
    .toBuffer();

async function add(bytes: Buffer, words: { alt?: string; originalName?: string; uploaderId?: number } = {}) {
  const result = await storeImage(db, { bytes, originalName: "x.png", ...words }, storage);
  if (!result.ok) throw new Error(result.code);
  return result.value.id;
}

const words = { alt: "", caption: "", credit: "", licence: "", focusX: 50, focusY: 50 };
const article = (slug: string, given: { leadMediaId?: string; bodyHtml?: string } = {}) =>
  upsertArticle(db, {
    slug,
    status: "published",
    title: slug,
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(),
    ...given,
  });
const shows = (id: string) => `<figure><img src="/media/${id}" alt="" width="9" height="9"></figure>`;

async function keys(id: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of storage.list(id.slice(0, 2))) if (key.includes(id)) found.push(key);
  return found.sort();
}

/** Measures what a query reads: the rows of all scans together, and the large tables that it scans sequentially. */
async function rowsRead(work: () => Promise<unknown>): Promise<{ read: number; scanned: string[] }> {
  const before = await stats();
  await work();
  const after = await stats();
  const grown = after.map((row, place) => ({ ...row, ...difference(row, before[place]) }));
  return {
    read: grown.reduce((sum, { rows }) => sum + rows, 0),
    scanned: grown
      .filter(({ name, seq }) => seq > 0 && /^(media|library_pictures)$/.test(name))
      .map(({ name }) => name),
  };
}

interface Stat {
  name: string;
  seq: number;
  rows: number;
}

const difference = (row: Stat, before: Stat | undefined) => ({
  seq: row.seq - (before?.seq ?? 0),
  rows: row.rows - (before?.rows ?? 0),
});

/** Reads PostgreSQL's counters after every connection of the pool has reported its own. */
async function stats(): Promise<Stat[]> {
  await Promise.all(Array.from({ length: 10 }, () => sql`select pg_stat_force_next_flush(), pg_sleep(0.02)`));
  await Promise.all(Array.from({ length: 10 }, () => sql`select pg_stat_clear_snapshot()`));
  const rows = await sql<Stat[]>`
    select relname as name, seq_scan::int as seq, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
    from pg_stat_user_tables where schemaname = 'public' order by relname`;
  return [...rows];
}

describe.each(storages)("pictures on %s", (kind) => {
  const given = testStorage(kind);
  beforeEach(() => {
    storage = given.storage;
  });

  describe("finding", () => {
    test("finds pictures by the beginnings of words, with or without accents, and by file name", async () => {
      const id = await add(await flat(100, "red"), {
        alt: "Une tempête sur Ouessant",
        originalName: "IMG_2034-phare.JPG",
      });
      await add(await flat(101, "red"), { alt: "Autre chose" });
      for (const typed of ["tempête", "TEMPETE", "ouess", "phare", "img 2034", "tempete oues", "l’tempête !"]) {
        const { pictures } = await listPictures(db, { words: typed });
        expect(
          pictures.map((one) => one.id),
          typed,
        ).toEqual([id]);
      }
      for (const strange of ["'", "& | !", "a:*b", "\\", "(((", "—"])
        await expect(listPictures(db, { words: strange })).resolves.toBeDefined();
    });

    test("applies each filter alone and together, and never lists avatars", async () => {
      const plain = await add(await flat(100, "red"), { uploaderId: contributor.id });
      const used = await add(await flat(101, "red"), { alt: "Décrite", uploaderId: editor.id });
      const inside = await add(await flat(102, "red"), { alt: "Décrite aussi" });
      await storeImage(
        db,
        { bytes: await flat(103, "red"), originalName: "", square: 50, owner: "avatar of 1" },
        storage,
      );
      await article("un", { leadMediaId: used });
      await article("deux", { bodyHtml: shows(inside) });
      const ids = async (wanted: Parameters<typeof listPictures>[1]) =>
        (await listPictures(db, wanted)).pictures.map(({ id }) => id);
      expect((await ids({})).sort()).toEqual([plain, used, inside].sort());
      expect(await ids({ only: "unused" })).toEqual([plain]);
      expect(await ids({ only: "undescribed" })).toEqual([plain]);
      expect(await ids({ uploaderId: editor.id })).toEqual([used]);
      expect(await ids({ only: "unused", uploaderId: editor.id })).toEqual([]);
      expect(await listUploaders(db)).toEqual([
        { id: contributor.id, name: "Carl" },
        { id: editor.id, name: "Éva" },
      ]);
      expect(await listUses(db, used)).toMatchObject({ count: 1, uses: [{ title: "un", lead: true, body: false }] });
      expect(await listUses(db, inside)).toMatchObject({
        count: 1,
        uses: [{ title: "deux", lead: false, body: true }],
      });
      await article("trois", { leadMediaId: used, bodyHtml: shows(used) });
      expect(await listUses(db, used)).toMatchObject({ count: 2, uses: [{ lead: true, body: true }, { lead: true }] });
    });

    test("pages without gaps or duplicates, also for pictures of the same time", async () => {
      await sql`insert into media (id, format, width, height, bytes)
      select substr(md5(n::text), 1, 24), 'png', 9, 9, 9 from generate_series(1, 25) n`;
      await sql`insert into library_pictures (media_id, content_hash, search, added_at)
      select id, id, '', '2026-01-01T00:00:00.123Z' from media`;
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await listPictures(db, { after }, 7);
        seen.push(...page.pictures.map(({ id }) => id));
        after = page.next;
      } while (after);
      expect(seen).toHaveLength(25);
      expect(new Set(seen).size).toBe(25);
      expect((await listPictures(db, { after: "nonsense" }, 7)).pictures).toHaveLength(7);
    });

    // Query plans do not depend on the storage.
    test.runIf(kind === "disk")(
      "scans an index for a page among 40,000 pictures, for each filter and any depth",
      async () => {
        await sql`insert into media (id, format, width, height, bytes, alt, caption)
      select substr(md5(n::text), 1, 24), 'png', 9, 9, 9, case when n % 1000 = 0 then '' else 'Image ' || n end, repeat('x', 300) from generate_series(1, 40000) n`;
        await sql`insert into library_pictures (media_id, uploader_id, content_hash, has_alt, search, added_at)
      select id, case when substr(id, 1, 1) = '0' then ${contributor.id}::bigint else ${editor.id}::bigint end, id, alt <> '', to_tsvector('fr', alt), '2026-01-01Z'::timestamptz + (row_number() over (order by id) || ' s')::interval from media`;
        await sql`analyze media, library_pictures, members, articles, article_media`;
        const middle = `${Date.parse("2026-01-01T05:00:00Z")}-${"f".repeat(24)}`;
        for (const [name, wanted] of Object.entries({
          first: {},
          deep: { after: middle },
          undescribed: { only: "undescribed" as const, after: middle },
          uploader: { uploaderId: contributor.id, after: middle },
          unused: { only: "unused" as const, after: middle },
          rare: { words: "27777" },
        })) {
          const rows = await rowsRead(() => listPictures(db, wanted));
          expect(rows.scanned, `${name} reads whole tables`).toEqual([]);
          expect(rows.read, name).toBeLessThan(400);
        }
      },
      120_000,
    );
  });

  test("takes two statements for the library and three for a picture, however many there are", async () => {
    const ids = await Promise.all([100, 101, 102].map(async (width) => add(await flat(width, "red"))));
    expect((await queries(() => loadLibrary({ q: "x", only: "unused" }))).statements).toHaveLength(2);
    expect((await queries(() => loadPicture(ids[0] ?? "", {}))).statements).toHaveLength(3);
  });

  test("shows only our own messages for an upload in an address", async () => {
    const { refusals, added } = await loadLibrary({
      refused: ["picture.svg:a.svg", "picture.nothing:x", "Appelez le 0800", "form.failed:"],
      added: "2",
    });
    expect(refusals).toEqual([expect.stringMatching(/^a\.svg\s: .*SVG/), expect.stringMatching(/n’a pas fonctionné/)]);
    expect(added).toBe(2);
  });

  describe("changing", () => {
    test("saves texts and focus once per version, and finds the picture by them", async () => {
      const id = await add(await flat(100, "red"));
      const given = { ...words, alt: "Un phare", credit: "Agence Été", licence: "cc-by", focusX: 20, focusY: 80 };
      expect(await updatePicture(db, editor, id, 1, given)).toEqual({ ok: true, value: { version: 2 } });
      expect(await findPicture(db, id)).toMatchObject({ ...given, version: 2 });
      expect((await listPictures(db, { words: "agence ete" })).pictures).toHaveLength(1);
      expect((await listPictures(db, { only: "undescribed" })).pictures).toHaveLength(0);
      expect(await updatePicture(db, editor, id, 1, words)).toMatchObject({ ok: false, code: "picture.changed" });
      expect(await updatePicture(db, editor, "f".repeat(24), 1, words)).toMatchObject({ code: "picture.gone" });
    });

    test("accepts one of two simultaneous changes and refuses the other", async () => {
      const id = await add(await flat(100, "red"));
      const both = await Promise.all([
        updatePicture(db, editor, id, 1, { ...words, alt: "a" }),
        updatePicture(db, editor, id, 1, { ...words, alt: "b" }),
      ]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      expect(both.find(({ ok }) => !ok)).toMatchObject({ code: "picture.changed" });
    });

    test("refuses a contributor's replacement of a published picture, and accepts an editor's", async () => {
      const own = await add(await flat(100, "red"), { uploaderId: contributor.id });
      const { id } = await article("lu", { bodyHtml: shows(own) });
      const file = { bytes: await flat(110, "navy"), originalName: "y.png" };
      expect(await replacePicture(db, contributor, own, 1, file, storage)).toMatchObject({ code: "picture.published" });
      expect((await loadPicture(own, {}))?.published).toBe(true);
      await db.update(articles).set({ status: "draft" }).where(eq(articles.id, id));
      expect(await replacePicture(db, contributor, own, 1, file, storage)).toMatchObject({ ok: true });
      await article("vu", { leadMediaId: own });
      const other = { bytes: await flat(120, "teal"), originalName: "z.png" };
      expect(await replacePicture(db, contributor, own, 2, other, storage)).toMatchObject({
        code: "picture.published",
      });
      expect(await replacePicture(db, editor, own, 2, other, storage)).toMatchObject({ ok: true });
    });

    test("lets a contributor change, replace and delete their own pictures only", async () => {
      const own = await add(await flat(100, "red"), { uploaderId: contributor.id });
      const others = await add(await flat(101, "red"), { uploaderId: editor.id });
      expect(await updatePicture(db, contributor, own, 1, words)).toMatchObject({ ok: true });
      const file = { bytes: await flat(102, "red"), originalName: "n.png" };
      for (const refused of [
        await updatePicture(db, contributor, others, 1, words),
        await replacePicture(db, contributor, others, 1, file, storage),
        await deletePicture(db, contributor, others, 1, storage),
      ])
        expect(refused).toMatchObject({ code: "picture.notYours" });
      expect(await deletePicture(db, contributor, own, 2, storage)).toMatchObject({ ok: true });
    });
  });

  describe("replacing", () => {
    test("keeps id and texts, changes file and addresses, and deletes the old file", async () => {
      const first = await flat(100, "red");
      const id = await add(first, { alt: "Un carré" });
      await storage.put(variantKey(id, 160, "webp"), Buffer.from("old"));
      const done = await replacePicture(
        db,
        editor,
        id,
        1,
        { bytes: await flat(300, "blue"), originalName: "b.png" },
        storage,
      );
      expect(done).toEqual({ ok: true, value: { revision: 1, version: 2 } });
      expect(await findPicture(db, id)).toMatchObject({
        alt: "Un carré",
        width: 300,
        revision: 1,
        originalName: "b.png",
      });
      expect(await keys(id)).toEqual([masterKey(id, "png", 1)]);
      expect((await sharp(await storage.read(masterKey(id, "png", 1))).stats()).dominant.b).toBeGreaterThan(200);
      expect(await replacePicture(db, editor, id, 1, { bytes: first, originalName: "c.png" }, storage)).toMatchObject({
        code: "picture.changed",
      });
      // No picture has the first file now: uploaded again, it becomes a separate picture, and the second file is
      // recognised.
      const again = await add(first);
      expect(again).not.toBe(id);
      expect(await add(await flat(300, "blue"))).toBe(id);
      expect(await add(first)).toBe(again);
    });

    test("refuses a file that is not a picture, the same file, and another picture's file", async () => {
      const red = await flat(100, "red");
      const id = await add(red);
      const blue = await flat(100, "blue");
      await add(blue);
      for (const [bytes, code] of [
        [Buffer.from("MZ"), "picture.notAPicture"],
        [red, "picture.same"],
        [blue, "picture.elsewhere"],
      ] as const)
        expect(await replacePicture(db, editor, id, 1, { bytes, originalName: "x" }, storage)).toMatchObject({ code });
      expect(await findPicture(db, id)).toMatchObject({ revision: 0, version: 1 });
    });

    test("accepts one of two simultaneous replacements, whose file stays", async () => {
      const id = await add(await flat(100, "red"));
      const both = await Promise.all([
        replacePicture(db, editor, id, 1, { bytes: await flat(210, "blue"), originalName: "b" }, storage),
        replacePicture(db, editor, id, 1, { bytes: await flat(220, "lime"), originalName: "c" }, storage),
      ]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      const kept = await findPicture(db, id);
      expect((await sharp(await storage.read(masterKey(id, "png", 1))).metadata()).width).toBe(kept?.width);
    });

    test("keeps the former picture when the disk is full", async () => {
      const id = await add(await flat(150, "red"));
      const full = { ...storage, put: () => Promise.reject(new Error("no space")) };
      const file = { bytes: await flat(210, "blue"), originalName: "b" };
      await expect(replacePicture(db, editor, id, 1, file, full)).rejects.toThrow("no space");
      expect(await findPicture(db, id)).toMatchObject({ revision: 0, version: 1, width: 150 });
      expect(await keys(id)).toEqual([masterKey(id, "png")]);
    });
  });

  describe("deleting", () => {
    test("deletes an unused picture with all its files, and keeps a used one", async () => {
      const id = await add(await flat(100, "red"));
      await storage.put(variantKey(id, 160, "webp", 2), Buffer.from("x"));
      expect(await deletePicture(db, editor, id, 9, storage)).toMatchObject({ code: "picture.changed" });
      expect(await deletePicture(db, editor, id, 1, storage)).toMatchObject({ ok: true });
      expect(await keys(id)).toEqual([]);
      expect(await findPicture(db, id)).toBeUndefined();
      const used = await add(await flat(101, "red"));
      const { id: articleId } = await article("un", { leadMediaId: used });
      expect(await deletePicture(db, editor, used, 1, storage)).toMatchObject({ code: "picture.used" });
      await db.delete(articles).where(eq(articles.id, articleId));
      expect(await deletePicture(db, editor, used, 1, storage)).toMatchObject({ ok: true });
    });

    test("shows the use by a draft, and keeps the picture", async () => {
      const lead = await add(await flat(111, "red"));
      const inside = await add(await flat(112, "red"));
      const { id: articleId } = await article("un");
      const content = { leadMediaId: lead, bodyHtml: shows(inside) };
      await sql`insert into article_drafts (article_id, content) values (${articleId}, ${JSON.stringify(content)}::text::jsonb)`;
      expect((await listPictures(db, { only: "unused" })).pictures).toEqual([]);
      for (const id of [lead, inside]) {
        expect(await listUses(db, id)).toMatchObject({ count: 1, uses: [{ id: articleId }] });
        expect(await deletePicture(db, editor, id, 1, storage)).toMatchObject({ code: "picture.used" });
      }
      await sql`update article_drafts set content = null`;
      expect((await listPictures(db, { only: "unused" })).pictures).toHaveLength(2);
      expect(await deletePicture(db, editor, lead, 1, storage)).toMatchObject({ ok: true });
    });

    test("shows the use by pages, published or not, and keeps the picture", async () => {
      const id = await add(await flat(116, "red"));
      await sql`insert into site_pages (slug, title, body, published_at)
        values ('ici', 'Ici', ${`![](/media/${id})`}, now()), ('la', 'Là', ${`![](/media/${id})`}, null)`;
      expect(await listUses(db, id)).toMatchObject({
        count: 2,
        uses: [
          { slug: "la", status: "draftPage", lead: false, body: true },
          { slug: "ici", status: "page" },
        ],
      });
      expect(await deletePicture(db, editor, id, 1, storage)).toMatchObject({ code: "picture.used" });
    });

    test("shows the use by a revision, which can be restored, and keeps the picture", async () => {
      const [lead, inside] = [await add(await flat(113, "red")), await add(await flat(114, "red"))];
      const { id: articleId } = await article("un");
      const empty = await emptyContent(db, editor.id);
      const gone = "f".repeat(24);
      const content = { ...empty, leadMediaId: lead, bodyHtml: shows(inside) + shows(gone) };
      await addRevision(db, articleId, { memberId: editor.id, kind: "save", content });
      expect((await listPictures(db, { only: "unused" })).pictures).toEqual([]);
      for (const id of [lead, inside]) {
        expect(await listUses(db, id)).toMatchObject({
          count: 1,
          uses: [{ id: articleId, lead: false, body: false }],
        });
        expect(await deletePicture(db, editor, id, 1, storage)).toMatchObject({ code: "picture.used" });
      }
      await sql`delete from article_revisions`;
      expect((await listPictures(db, { only: "unused" })).pictures).toHaveLength(2);
      expect(await deletePicture(db, editor, inside, 1, storage)).toMatchObject({ ok: true });
    });

    test.each(["lead", "body"] as const)(
      "keeps a picture that an editor uses as %s at the same time",
      async (place) => {
        const id = await add(await flat(100, "red"));
        const { id: articleId } = await article("un");
        let outcome: Promise<boolean> | undefined;
        await db.transaction(async (tx) => {
          if (place === "lead") await tx.update(articles).set({ leadMediaId: id }).where(eq(articles.id, articleId));
          else await tx.insert(articleMedia).values({ articleId, mediaId: id });
          // Not committed yet: the deletion sees an unused picture, and must wait.
          outcome = removeImage(db, id, storage);
          // In this database only: other test files wait for locks at the same time.
          const waiting = () =>
            sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
          await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBeGreaterThan(0);
        });
        expect(await outcome).toBe(false);
        expect(await keys(id)).toHaveLength(1);
        const [row] = await db.select({ lead: articles.leadMediaId }).from(articles);
        expect(row?.lead).toBe(place === "lead" ? id : null);
      },
    );

    test("refuses a save with a picture deleted just before, and keeps the article as it was", async () => {
      const id = await add(await flat(100, "red"));
      const { id: articleId } = await article("un");
      await deletePicture(db, editor, id, 1, storage);
      await expect(
        db.update(articles).set({ leadMediaId: id }).where(eq(articles.id, articleId)),
      ).rejects.toMatchObject({
        cause: { code: "23503" },
      });
    });

    test("keeps the files of a picture that is uploaded again at the same time", async () => {
      const bytes = await flat(100, "red");
      const id = await add(bytes);
      let back: Promise<string> | undefined;
      await db.transaction(async (tx) => {
        // Holds the lock of an upload: the row may be deleted, its files may not.
        await tx.execute(text`select pg_advisory_xact_lock_shared(20241124, ${Number.parseInt(id.slice(0, 2), 16)})`);
        await removeImage(db, id, storage);
        back = add(bytes);
        await back;
      });
      expect(await back).toBe(id);
      expect(await storage.size(masterKey(id, "png"))).toBeGreaterThan(0);
      expect(await db.$count(media)).toBe(1);
    });
  });
});
