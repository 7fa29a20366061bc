import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { members, redirects, sitePages } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { addImportedRedirects, addRedirect } from "./mutations.ts";
import { isWithdrawn, resolveRedirect } from "./queries.ts";

const { db, clear, queries } = testDatabase();

beforeEach(clear);

const article = (slug: string, status: "published" | "draft" = "published") =>
  upsertArticle(db, {
    slug,
    status,
    title: slug,
    lead: "",
    bodyHtml: "",
    publishedAt: status === "published" ? new Date("2017-03-19T17:13:16Z") : null,
  });

test("resolves a stored path to the article's present slug, however the path is written", async () => {
  const { id } = await article("cloud-souverain");
  await addRedirect(db, "/2017/03/19/Ancien-Nom/", { articleId: id });
  await addRedirect(db, "/?p=901", { articleId: id });
  for (const path of ["/2017/03/19/ancien-nom", "/2017/03/19/Ancien-Nom", "/index.php/2017//03/19/ancien-nom/"]) {
    expect(await resolveRedirect(db, path)).toBe("/articles/cloud-souverain");
  }
  expect(await resolveRedirect(db, "/wordpress-id/901")).toBe("/articles/cloud-souverain");
  expect(await resolveRedirect(db, "/wordpress-id/902")).toBeNull();
});

test("finds a path beyond ASCII encoded, decoded and decomposed", async () => {
  const { id } = await article("ete");
  await addRedirect(db, "/été-à-l’œil", { articleId: id });
  expect(await resolveRedirect(db, "/%C3%A9t%C3%A9-%c3%a0-l%E2%80%99%C5%93il")).toBe("/articles/ete");
  expect(await resolveRedirect(db, "/e\u0301te\u0301-à-l’œil")).toBe("/articles/ete");
});

test("resolves by the slug at the end without a stored redirect", async () => {
  await article("cloud-souverain");
  for (const path of ["/cloud-souverain", "/2017/03/cloud-souverain", "/actu/cloud-souverain/amp"]) {
    expect(await resolveRedirect(db, path)).toBe("/articles/cloud-souverain");
  }
});

test("resolves every address of an article whose slug has changed, and its discussion", async () => {
  const { id } = await article("nouveau");
  await addRedirect(db, "/articles/ancien", { articleId: id });
  await addRedirect(db, "/2017/03/19/ancien", { articleId: id });
  for (const path of ["/articles/ancien", "/ancien", "/2017/03/19/ancien", "/2018/ancien", "/actu/ancien/amp"])
    expect(await resolveRedirect(db, path), path).toBe("/articles/nouveau");
  for (const slug of ["ancien", "Ancien", "NOUVEAU"]) {
    expect(await resolveRedirect(db, `/articles/${slug}/comments`)).toBe("/articles/nouveau/comments");
    expect(await resolveRedirect(db, `/articles/${slug}/comments/12`)).toBe("/articles/nouveau/comments/12");
  }
  const paths = ["/articles/nouveau/comments", "/articles/autre/comments", "/articles/ancien/comments/x"];
  for (const path of paths) expect(await resolveRedirect(db, path), path).toBeNull();
  await setArticleStatus(db, [id], "withdrawn");
  for (const path of ["/articles/ancien", "/articles/ancien/comments", "/ancien", "/2018/ancien"]) {
    expect(await resolveRedirect(db, path), path).toBeNull();
    expect(await isWithdrawn(db, path), path).toBe(true);
  }
});

test("never resolves a path of the admin area, an account or the API to an article", async () => {
  const { id } = await article("cloud-souverain");
  const areas = ["admin", "Admin", "admin/articles", "account", "account/security", "api", "api/auth", "login"];
  const paths = areas.map((area) => `/${area}/cloud-souverain`);
  for (const path of paths) expect(await resolveRedirect(db, path), path).toBeNull();
  expect(await resolveRedirect(db, "/administration/cloud-souverain")).toBe("/articles/cloud-souverain");
  await setArticleStatus(db, [id], "withdrawn");
  for (const path of paths) expect(await isWithdrawn(db, path), path).toBe(false);
  expect(await isWithdrawn(db, "/administration/cloud-souverain")).toBe(true);
});

test("never resolves to an unpublished article, or to the path itself", async () => {
  const draft = await article("brouillon", "draft");
  await addRedirect(db, "/old", { articleId: draft.id });
  const met = new Set<number>();
  expect(await resolveRedirect(db, "/old", met)).toBeNull();
  expect([...met], "so that publishing it is seen").toEqual([draft.id]);
  expect(await resolveRedirect(db, "/brouillon")).toBeNull();
  const { id } = await article("retire");
  expect(await resolveRedirect(db, "/articles/retire")).toBeNull();
  expect(await resolveRedirect(db, "/articles/Retire")).toBe("/articles/retire");
  await setArticleStatus(db, [id], "withdrawn");
  expect(await resolveRedirect(db, "/retire")).toBeNull();
});

test("recognises a withdrawn article under every former address, and no other", async () => {
  const { id } = await article("retire");
  await article("reste");
  await addRedirect(db, "/?p=901", { articleId: id });
  await addRedirect(db, "/vieux/nom", { articleId: id });
  const had = [
    "/articles/retire",
    "/articles/retire/comments",
    "/retire/",
    "/2017/03/Retire",
    "/?p=901",
    "/vieux/nom/amp",
  ];
  for (const path of had) expect(await isWithdrawn(db, path), path).toBe(false);
  await setArticleStatus(db, [id], "withdrawn");
  for (const path of had) {
    const { result, statements } = await queries(() => isWithdrawn(db, path));
    expect(result, path).toBe(true);
    expect(statements, path).toHaveLength(1);
  }
  for (const path of ["/tags/retire", "/articles/reste", "/articles/x/retire", "/reste", "/?p=902", "/%00", "/"]) {
    expect(await isWithdrawn(db, path), path).toBe(false);
  }
});

test("follows a chain to its end, and rejects a loop", async () => {
  const { id } = await article("fin");
  await addRedirect(db, "/a", { toPath: "/b" });
  await addRedirect(db, "/b", { toPath: "/C/" });
  await addRedirect(db, "/c", { articleId: id });
  expect(await resolveRedirect(db, "/a")).toBe("/articles/fin");

  await addRedirect(db, "/x", { toPath: "/y" });
  await addRedirect(db, "/y", { toPath: "/x" });
  await addRedirect(db, "/self", { toPath: "/self" });
  expect(await resolveRedirect(db, "/x")).toBeNull();
  expect(await resolveRedirect(db, "/self")).toBeNull();
});

test("follows a stored path to a WordPress form", async () => {
  await article("fin");
  await addRedirect(db, "/raccourci", { toPath: "/2017/03/19/fin" });
  await addRedirect(db, "/mentions", { toPath: "/legal" });
  expect(await resolveRedirect(db, "/raccourci")).toBe("/articles/fin");
  expect(await resolveRedirect(db, "/mentions")).toBe("/legal");
});

test("follows no stored path to another site", async () => {
  await db.insert(redirects).values([
    { fromPath: "/evil", toPath: "//evil.example" },
    { fromPath: "/evil2", toPath: "https://evil.example/" },
  ]);
  expect(await resolveRedirect(db, "/evil")).toBeNull();
  expect(await resolveRedirect(db, "/evil2")).toBeNull();
});

test("keeps the pages of archives and their feeds", async () => {
  await upsertCategory(db, { slug: "cloud", name: "Cloud" });
  await upsertTag(db, { slug: "rgpd", name: "RGPD" });
  await upsertAuthor(db, { handle: "claire", name: "Claire" });
  expect(await resolveRedirect(db, "/category/securite/cloud")).toBe("/categories/cloud");
  expect(await resolveRedirect(db, "/category/cloud/page/3")).toBe("/categories/cloud?page=3");
  expect(await resolveRedirect(db, "/tag/rgpd/feed")).toBe("/tags/rgpd/feed.xml");
  expect(await resolveRedirect(db, "/author/claire")).toBe("/authors/claire");
  expect(await resolveRedirect(db, "/author/nobody")).toBeNull();
  expect(await resolveRedirect(db, "/feed/atom")).toBe("/atom.xml");
});

test("prefers a tag named by a year to the list of that year", async () => {
  await upsertTag(db, { slug: "2012", name: "2012" });
  expect(await resolveRedirect(db, "/blog/tag/2012/")).toBe("/tags/2012");
  expect(await resolveRedirect(db, "/tag/2012/feed/")).toBe("/tags/2012/feed.xml");
  expect(await resolveRedirect(db, "/tag/2013")).toBe("/search?period=2013&sort=date");
  expect(await resolveRedirect(db, "/blog/2012")).toBe("/search?period=2012&sort=date");
});

test("reads a number at the end as an article's id, unless it is an attachment's name", async () => {
  const { id } = await article("nuage");
  await addRedirect(db, "/?p=12", { articleId: id });
  for (const path of ["/archives/12", "/2017/03/19/12.html"])
    expect(await resolveRedirect(db, path)).toBe("/articles/nuage");
  expect(await resolveRedirect(db, "/produits/lait/attachment/12/")).toBeNull();
});

test("leads from WordPress's feed of an article's comments to the feed of its discussion", async () => {
  const { id } = await article("nuage");
  await addRedirect(db, "/2017/03/ancien", { articleId: id });
  for (const path of ["/nuage/feed", "/2017/03/nuage/feed", "/cloud/nuage/feed/rss2", "/2017/03/ancien/feed"])
    expect(await resolveRedirect(db, path)).toBe("/articles/nuage/comments/feed.xml");
  expect(await resolveRedirect(db, "/nuage/feed/atom")).toBe("/articles/nuage/comments/atom.xml");
  expect(await resolveRedirect(db, "/jamais/feed")).toBeNull();
  expect(await resolveRedirect(db, "/comments/feed")).toBe("/feed.xml");
  await setArticleStatus(db, [id], "withdrawn");
  expect(await resolveRedirect(db, "/nuage/feed")).toBeNull();
  for (const path of ["/nuage/feed", "/2017/03/ancien/feed"]) expect(await isWithdrawn(db, path)).toBe(true);
  expect(await isWithdrawn(db, "/jamais/feed")).toBe(false);
});

test("finds a list whose former name was stored, with its pages and feeds", async () => {
  await upsertTag(db, { slug: "ete", name: "Été" });
  await upsertAuthor(db, { handle: "claire-2", name: "Claire" });
  await addRedirect(db, "/tags/été", { toPath: "/tags/ete" });
  await addRedirect(db, "/authors/claire", { toPath: "/authors/claire-2" });
  expect(await resolveRedirect(db, "/tag/%C3%A9t%C3%A9/page/2/")).toBe("/tags/ete?page=2");
  expect(await resolveRedirect(db, "/author/claire/feed/atom")).toBe("/authors/claire-2/atom.xml");
  expect(await resolveRedirect(db, "/?author_name=claire")).toBe("/authors/claire-2");
});

test("leads to a list although an article has its name", async () => {
  await article("audio");
  await upsertTag(db, { slug: "audio", name: "Audio" });
  await addRedirect(db, "/?tag_id=413", { toPath: "/tags/audio" });
  expect(await resolveRedirect(db, "/?tag_id=413")).toBe("/tags/audio");
  expect(await resolveRedirect(db, "/audio")).toBe("/articles/audio");
});

test("prefers an article to a list of the same name", async () => {
  await upsertCategory(db, { slug: "cloud", name: "Cloud" });
  expect(await resolveRedirect(db, "/rubriques/cloud/")).toBe("/categories/cloud");
  await article("cloud");
  expect(await resolveRedirect(db, "/rubriques/cloud/")).toBe("/articles/cloud");
  expect(await resolveRedirect(db, "/categories/x/cloud")).toBe("/articles/cloud");
});

test("ends, without a redirect to itself, for any path", async () => {
  await article("nuage");
  await addRedirect(db, "/blog", { toPath: "/2017" });
  const piece = fc.constantFrom(
    "/feed",
    "/page/2",
    "/nuage",
    "/blog",
    "/en",
    "/?p=1",
    "/?feed=rss2",
    "/2017",
    "/3",
    "/category",
    "/%3Fp=1",
    "/rss",
    "/index.php",
    "/é",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
      const path = pieces.join("");
      const { result, statements } = await queries(() => resolveRedirect(db, path));
      expect(statements.length).toBeLessThanOrEqual(12);
      expect(result).not.toBe(path);
      // The target has a page, or leads on to none.
      if (result !== null && !/[?.]/.test(result)) expect(await resolveRedirect(db, result)).toBeNull();
    }),
    { numRuns: 60 },
  );
});

test("resolves every size of an imported picture", async () => {
  await addRedirect(db, "/wp-content/uploads/2017/03/nuage-bleu.jpg", {
    toPath: "/media/0123456789abcdef01234567/1280.jpeg",
  });
  for (const name of ["nuage-bleu.jpg", "nuage-bleu-300x200.jpg", "Nuage-Bleu-1024x683.jpg"]) {
    expect(await resolveRedirect(db, `/wp-content/uploads/2017/03/${name}`)).toBe(
      "/media/0123456789abcdef01234567/1280.jpeg",
    );
  }
  expect(await resolveRedirect(db, "/wp-content/uploads/2017/03/autre.jpg")).toBeNull();
  // In a folder of another name.
  await addRedirect(db, "/photos/2017/pluie.jpg", { toPath: "/media/0123456789abcdef01234567" });
  for (const name of ["pluie.jpg", "pluie-300x200.jpg", "PLUIE-1024X768.JPG"])
    expect(await resolveRedirect(db, `/photos/2017/${name}`)).toBe("/media/0123456789abcdef01234567");
  expect(await resolveRedirect(db, "/photos/2017/autre-300x200.jpg")).toBeNull();
});

test("takes few statements for an unknown or impossible path", async () => {
  for (const [path, maxStatements] of [
    ["/nothing-here", 3],
    ["/%00", 0],
    [`/${"x/".repeat(5_000)}`, 0],
    [`/x${"/feed".repeat(190)}`, 3],
  ] as const) {
    const { result, statements } = await queries(() => resolveRedirect(db, path));
    expect(result).toBeNull();
    expect(statements.length).toBeLessThanOrEqual(maxStatements);
  }
});

test("stops at an address that is live here, whatever is stored for it", async () => {
  const { id } = await article("x");
  const other = await article("autre");
  await upsertCategory(db, { slug: "en-vie", name: "En vie" });
  await db.insert(members).values({ handle: "x", name: "X" });
  await db.insert(sitePages).values({ slug: "x", title: "X", body: "x", publishedAt: new Date(0) });
  for (const live of ["/categories/en-vie", "/members/x", "/pages/x", "/articles/x"]) {
    await addRedirect(db, live, { articleId: other.id });
    await addRedirect(db, `${live}-avant`, { toPath: live });
    const { result, statements } = await queries(() => resolveRedirect(db, `${live}-avant`));
    // One per address: the stored redirect, and whether the address is live.
    expect([result, statements.length]).toEqual([live, 2]);
    expect(await resolveRedirect(db, live)).toBeNull();
  }
  // An article has the name of a member, whose address no redirect is stored from.
  await db.delete(redirects).where(eq(redirects.fromPath, "/members/x"));
  expect(await resolveRedirect(db, "/members/x-avant")).toBe("/members/x");
  await setArticleStatus(db, [id], "withdrawn");
  expect(await resolveRedirect(db, "/articles/x-avant")).toBe("/articles/autre");
});

test("stores an import's redirects where there are none, or only its own, which are not from this site's addresses", async () => {
  const { id } = await article("nouveau");
  const ours = ["/articles/ancien", "/members/ancien", "/2017/ancien", "/?p=1"];
  for (const path of ours) await addRedirect(db, path, { toPath: "/articles/nouveau" });
  const rules = [...ours, "/Neuf/", "/neuf"].map((fromPath) => ({ fromPath, target: { articleId: id } }));
  const asked: string[] = [];
  const store = (replaceable: string[]) =>
    addImportedRedirects(db, rules, async (stored) => {
      asked.push(...stored.map(({ fromPath }) => fromPath));
      return new Set(replaceable);
    });
  const { stored, conflicts } = await store(["/2017/ancien"]);
  expect([stored, conflicts.toSorted()]).toEqual([2, ["/?p=1", "/articles/ancien", "/members/ancien"]]);
  expect(asked.toSorted()).toEqual(["/2017/ancien", "/?p=1"]);
  expect((await store([])).stored).toBe(0);
  const rows = await db.select().from(redirects).where(eq(redirects.articleId, id));
  expect(rows.map(({ fromPath }) => fromPath).toSorted()).toEqual(["/2017/ancien", "/neuf"]);
});

test("a page without a discussion has no feed: its old address leads to it", async () => {
  await addRedirect(db, "/a-propos", { toPath: "/pages/a-propos" });
  expect(await resolveRedirect(db, "/a-propos/feed/")).toBe("/pages/a-propos");
  expect(await resolveRedirect(db, "/rien/feed/")).toBeNull();
});

test("an article that is named by a year has its own feed; other years are searched", async () => {
  const { id } = await article("2014");
  await addRedirect(db, "/2014", { articleId: id });
  expect(await resolveRedirect(db, "/2014/feed/")).toBe("/articles/2014/comments/feed.xml");
  expect(await resolveRedirect(db, "/2015/feed/")).toBe("/search?period=2015&sort=date");
});

test("a small copy of WordPress before 2.5 leads to the full picture", async () => {
  await addRedirect(db, "/wp-content/uploads/2006/05/vue.jpg", { toPath: "/media/abc/640.jpg" });
  expect(await resolveRedirect(db, "/wp-content/uploads/2006/05/vue.thumbnail.jpg")).toBe("/media/abc/640.jpg");
});
