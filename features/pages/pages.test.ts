import { beforeEach, describe, expect, test } from "vitest";
import { members, settingChanges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { findDeadPaths } from "#features/newsroom/checklist/queries.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { listSitemapEntries } from "#features/sitemap/queries.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { findWithdrawal } from "#server/http/guard/withdrawal.ts";
import { deletePage, pageVersion, savePage } from "./mutations.ts";
import { readPageBody } from "./page-body.ts";
import { findPage, findPublishedPage, listPublishedPages } from "./queries.ts";
import { maxPages } from "./rules.ts";
import { type PageInput, pageForm } from "./schema.ts";

const { db, sql, clear } = testDatabase();
let admin: number;

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "admin" }).returning();
  admin = row?.id ?? 0;
});

const blank = {
  id: undefined,
  version: "",
  act: "save",
  title: "Qui sommes-nous",
  slug: "",
  body: "Une équipe.",
  seoTitle: "",
  seoDescription: "",
  discussion: "none",
} as const;

async function add(more: Partial<PageInput> = {}): Promise<number> {
  const saved = await savePage(db, admin, { ...blank, ...more });
  if (!saved.ok) throw new Error(saved.code);
  return saved.value.id;
}

async function change(id: number, more: Partial<PageInput>) {
  const page = await findPage(db, id);
  if (!page) throw new Error("It is gone.");
  const { title, slug, body, seoTitle, seoDescription, discussion } = page;
  const shown = { title, slug, body, seoTitle, seoDescription, discussion };
  return savePage(db, admin, { ...blank, id, version: pageVersion(page), ...shown, ...more });
}

describe("pages", () => {
  test("publishes, withdraws (410) and republishes a page; sitemap, navigation and checklist follow", async () => {
    const id = await add();
    const path = "/pages/qui-sommes-nous";
    const known = async () => ({
      page: (await findPublishedPage(db, "qui-sommes-nous"))?.title,
      listed: (await listPublishedPages(db)).length,
      sitemap: (await listSitemapEntries(db, { kind: "pages" })).some((entry) => entry.path === path),
      dead: (await findDeadPaths(db, [path])).length,
      withdrawn: (await findWithdrawal(db, path))?.note,
    });
    expect(await known()).toEqual({ page: undefined, listed: 0, sitemap: false, dead: 1, withdrawn: undefined });
    await change(id, { act: "publish" });
    const there = { page: "Qui sommes-nous", listed: 1, sitemap: true, dead: 0, withdrawn: undefined };
    expect(await known()).toEqual(there);
    await change(id, { act: "withdraw" });
    expect(await known()).toEqual({ page: undefined, listed: 0, sitemap: false, dead: 1, withdrawn: "" });
    // Saving alone does not publish it again.
    await change(id, { body: "Une autre équipe." });
    expect(await findPublishedPage(db, "qui-sommes-nous")).toBeNull();
    await change(id, { act: "publish" });
    expect(await known()).toEqual(there);
    const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
    expect(changes.map(({ key }) => key)).toEqual(Array(5).fill("pages.own"));
    // The record keeps the whole text if it changed.
    expect(changes[1]?.after).toEqual(["Qui sommes-nous (/pages/qui-sommes-nous)", "Publiée"]);
    expect(changes[3]).toMatchObject({
      before: [expect.any(String), "Retirée", "Une équipe."],
      after: [expect.any(String), "Retirée", "Une autre équipe."],
      actorId: admin,
    });
  });

  test("redirects a published address, and no other", async () => {
    const id = await add();
    await change(id, { slug: "equipe" });
    expect(await resolveRedirect(db, "/pages/qui-sommes-nous")).toBeNull();
    await change(id, { act: "publish" });
    await change(id, { slug: "redaction" });
    expect(await resolveRedirect(db, "/pages/equipe")).toBe("/pages/redaction");
    const second = { ...blank, title: "Autre", slug: "equipe" };
    expect(await savePage(db, admin, second)).toMatchObject({ fields: { slug: "taxonomy.slugLeads" } });
    await change(id, { slug: "equipe" });
    expect(await resolveRedirect(db, "/pages/redaction")).toBe("/pages/equipe");
    expect(await resolveRedirect(db, "/pages/equipe")).toBeNull();
  });

  test("never mistakes a page for an article of the same name", async () => {
    await upsertArticle(db, {
      slug: "equipe",
      title: "x",
      status: "published",
      lead: "",
      bodyHtml: "",
      publishedAt: new Date(),
    });
    expect(await resolveRedirect(db, "/pages/equipe")).toBeNull();
    expect(await resolveRedirect(db, "/2014/05/equipe")).toBe("/articles/equipe");
  });

  test("refuses a reserved, malformed or taken slug", async () => {
    await add();
    for (const [slug, fault] of [
      ["feed", "newsroom.slugReserved"],
      ["../admin", "newsroom.slugShape"],
      ["a".repeat(191), "newsroom.slugTooLong"],
      ["qui-sommes-nous", "page.slugTaken"],
    ])
      expect(await savePage(db, admin, { ...blank, slug: slug ?? "" }), slug).toMatchObject({
        fields: { slug: fault },
      });
    const both = await Promise.all(["a", "b"].map((title) => savePage(db, admin, { ...blank, title, slug: "deux" })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    await sql`insert into site_pages (slug, title, body) select 'page-' || n, 'Page', '' from generate_series(3, ${maxPages}) as n`;
    expect(await savePage(db, admin, { ...blank, slug: "de-trop" })).toMatchObject({ code: "page.tooMany" });
  });

  test("refuses to overwrite a version not seen, and records no unchanged save", async () => {
    const id = await add();
    const seen = await findPage(db, id);
    if (!seen) throw new Error("It is gone.");
    expect(await change(id, {})).toMatchObject({ value: { changed: false } });
    await change(id, { body: "Nous." });
    const late = { ...blank, id, version: pageVersion(seen), slug: seen.slug, body: "Moi." };
    expect(await savePage(db, admin, late)).toMatchObject({
      code: "page.changed",
      values: { known: "yes", name: "Ada" },
    });
    expect((await findPage(db, id))?.body).toBe("Nous.");
    expect(await savePage(db, admin, { ...late, id: 999_999 })).toMatchObject({ code: "page.gone" });
  });

  test("deletes a page that was never published", async () => {
    const [draft, page] = [await add(), await add({ slug: "deux", act: "publish" })];
    expect(await deletePage(db, admin, draft)).toMatchObject({ ok: true });
    expect(await deletePage(db, admin, draft)).toMatchObject({ code: "page.gone" });
    expect(await deletePage(db, admin, page)).toMatchObject({ code: "page.notDraft" });
    await change(page, { act: "withdraw" });
    expect(await deletePage(db, admin, page)).toMatchObject({ code: "page.notDraft" });
  });
});

test("renders the same allowlisted document, keeps a first heading, and makes hostile text harmless", () => {
  const html = toHtml(
    readPageBody("# Nous\n\nUne **petite** équipe. <script>alert(1)</script> [x](javascript:alert(1))"),
  );
  expect(html).toContain("Nous");
  expect(html).toContain("<strong>petite</strong>");
  expect(html).not.toMatch(/<script|javascript:/);
});

test("reports a form's errors beside their fields", () => {
  const messages = (form: Record<string, string>) =>
    pageForm.safeParse({ act: "save", ...form }).error?.issues.map(({ message }) => message);
  expect(messages({ title: " " })).toEqual(["page.titleMissing"]);
  expect(messages({ title: "x".repeat(201) })).toEqual(["newsroom.titleTooLong"]);
  expect(messages({ title: "x", body: "x".repeat(400_001) })).toEqual(["page.bodyTooLong"]);
  expect(messages({ title: "x", act: "drop" })).toEqual(["form.stale"]);
  expect(pageForm.parse({ act: "save", title: "x", body: "a\r\nb " }).body).toBe("a\nb");
});
