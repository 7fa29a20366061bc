import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asc, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { articles, comments, importedItems, redirects } from "#db/schema.ts";
import { createMember } from "#features/members/mutations.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import type { SampleItem } from "./export/sample-testing.ts";
import { formatReason } from "./import-reason.ts";
import { formatReport } from "./report.ts";
import { importFixtures } from "./testing.ts";

const { db, connection, folder, bring, everyArticle, recordedChanges } = importFixtures();

describe("redirects that are there already", () => {
  const targets = async () => {
    const rows = await db.select().from(redirects).leftJoin(articles, eq(articles.id, redirects.articleId));
    return Object.fromEntries(rows.map(({ redirects: row, articles: to }) => [row.fromPath, to?.slug ?? row.toPath]));
  };

  it("stay where another blog or this site wrote them, and the report names them", async () => {
    await bring([{ id: 1, name: "premier" }]);
    await addRedirect(db, "/articles/renomme", { toPath: "/articles/premier" });
    await addRedirect(db, "/members/ancien", { toPath: "/members/nouveau" });
    const link = (path: string) => `https://autre.example${path}`;
    const report = await bring(
      [
        { id: 1, name: "intrus", link: link("/articles/renomme/") },
        { id: 2, name: "intrus-2", link: link("/members/ancien") },
        { id: 5, name: "personne", link: link("/Members/Personne/") },
        { id: 3, type: "page", name: "intruse", link: link("/?page_id=3"), content: "x" },
        { id: 4, type: "attachment", parent: 2, link: link("/?attachment_id=4") },
      ],
      {},
      { blogUrl: "https://autre.example" },
    );
    expect(await targets()).toMatchObject({
      "/?p=1": "premier",
      "/articles/renomme": "/articles/premier",
      "/members/ancien": "/members/nouveau",
      "/?p=2": "intrus-2",
      "/?page_id=3": "/pages/intruse",
    });
    const taken = ["/?p=1", "/articles/renomme", "/members/ancien", "/members/personne"];
    expect([report.takenAddresses.count, report.takenAddresses.named.toSorted()]).toEqual([4, taken]);
    expect(formatReport(report).join("\n")).toContain("4 old addresses are not redirected: already in use here");
    expect(report.redirects).toBe((await db.select().from(redirects)).length - 4);
  });

  it("leave the handles of members free", async () => {
    const password = "a long enough one";
    await bring([
      { id: 1, name: "billet", link: "https://blog.example/members/lea" },
      { id: 2, type: "page", name: "page", link: "https://blog.example/members/max/", content: "x" },
      { id: 3, type: "attachment", parent: 1, link: "https://blog.example/members/zoe/" },
    ]);
    const handles = ["lea", "max", "zoe"];
    for (const handle of handles) {
      const made = await createMember(db, { email: `${handle}@x.example`, name: handle, password, role: "reader" });
      expect(made).toMatchObject({ value: { handle } });
    }
  });

  it("follow an article of the same blog to another one", async () => {
    const items = (first: string, second: string) => [
      { id: 1, name: "premier", link: `https://blog.example/${first}/` },
      { id: 2, name: "second", link: `https://blog.example/${second}/` },
    ];
    await bring(items("a", "b"));
    const { takenAddresses } = await bring(items("c", "a"));
    expect([await targets(), takenAddresses.count]).toEqual([
      { "/?p=1": "premier", "/?p=2": "second", "/a": "second", "/b": "second", "/c": "premier" },
      0,
    ]);
  });
});

it("names the posts that the blog has pinned, and pins none", async () => {
  const items: SampleItem[] = [
    { id: 1, title: "En &amp; tête", isSticky: true },
    { id: 2, isSticky: true, status: "draft" },
    { id: 3 },
  ];
  for (const report of [await bring(items), await bring(items)]) {
    expect(report.sticky).toEqual({ count: 1, named: ["En & tête"] });
    expect(formatReport(report)).toContain("  - En & tête");
  }
  const many = Array.from({ length: 150 }, (_, index) => ({ id: index + 1, isSticky: true }));
  const { sticky } = await bring(many, { dryRun: true });
  expect([sticky.count, sticky.named.length]).toEqual([150, 100]);
});

describe("articles", () => {
  it("imports the same file again without changes", async () => {
    const items: SampleItem[] = [
      { id: 1, categories: ["une"], tags: ["a", "b"], comments: [{ id: 5, content: "Bien" }] },
      { id: 2, content: "Voir\n\n<a href='https://blog.example/billet-3/'>le troisième</a>\n\nFin." },
      {
        id: 3,
        content: "Et <a href='/?p=1'>le premier</a>, <a href='https://www.blog.example/vieux/'>encore</a>.",
        meta: { _wp_old_slug: "vieux" },
      },
    ];
    const first = await bring(items);
    expect(first.articles).toMatchObject({ new: 3, changed: 0, unchanged: 0, published: 3 });
    const before = await everyArticle();
    const marks = await db.select().from(importedItems);
    const second = await bring(items);
    expect(second.articles).toMatchObject({ new: 0, changed: 0, unchanged: 3 });
    expect(second.comments).toMatchObject({ new: 0, unchanged: 1 });
    expect(second.redirects).toBe(0);
    expect(await everyArticle()).toEqual(before);
    expect(await db.select().from(importedItems)).toEqual(marks);
    // A card for an article that comes later in the file, and links by id and by former name.
    expect(before[1]?.bodyHtml).toBe(
      '<p>Voir</p>\n<p data-card="3"><a href="/articles/billet-3">le troisième</a></p>\n<p>Fin.</p>',
    );
    expect(before[2]?.bodyHtml).toBe(
      '<p>Et <a href="/articles/billet-1">le premier</a>, <a href="/articles/billet-3">encore</a>.</p>',
    );
  });

  it("imports all items of a file without ids, twice without changes, and gives them no addresses by id", async () => {
    const items: SampleItem[] = [
      {
        id: "",
        name: "premier",
        title: "Premier",
        content: "Voir <a href='https://blog.example/second/'>la suite</a>.",
      },
      { id: "", name: "second", title: "Second" },
      { id: "", name: "", link: "", title: "Sans adresse" },
      { id: "", type: "page", name: "equipe", title: "Équipe", content: "Nous." },
    ];
    const first = await bring(items);
    expect([first.articles.new, first.pages.new, first.skipped.repeated]).toEqual([3, 1, 0]);
    const bodies = (await everyArticle()).map(({ bodyHtml }) => bodyHtml).filter(Boolean);
    expect(bodies).toEqual(['<p>Voir <a href="/articles/second">la suite</a>.</p>']);
    const paths = (await db.select().from(redirects)).map(({ fromPath }) => fromPath);
    expect(paths.toSorted()).toEqual(["/equipe", "/premier", "/second"]);
    const second = await bring(items);
    expect([second.articles.unchanged, second.pages.unchanged, second.redirects]).toEqual([3, 1, 0]);
  });

  it("makes valid addresses for items without an id, and without a name or a title that one can be made of", async () => {
    const items: SampleItem[] = [
      { id: "", name: "", link: "", title: "日本", content: "Un." },
      { id: "", type: "page", name: "", link: "", title: "", content: "Deux." },
      { id: 7, name: "", link: "", title: "" },
    ];
    const first = await bring(items);
    expect([first.articles.new, first.pages.new]).toEqual([2, 1]);
    const slugs = (await everyArticle()).map(({ slug }) => slug.replace(/[a-z\d-]{22}$/, "HASH"));
    expect(slugs.toSorted()).toEqual(["article-7", "article-without-id-HASH", "pages/page-without-id-HASH"]);
    expect((await bring(items)).articles.unchanged).toBe(2);
  });

  it("leaves statistics about every table that it filled", async () => {
    const report = await bring(
      [1, 2, 3].map((id) => ({
        id,
        categories: ["une"],
        tags: ["a"],
        meta: { _wp_old_slug: `vieux-${id}`, ratings_users: "2", ratings_score: "8" },
        comments: [{ id: 5 * id, content: "Bien" }],
      })),
    );
    expect(report.articles.new).toBe(3);
    // Planned as empty until autovacuum comes by.
    const unknown = await connection`
      select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples < 0
        and pg_relation_size(oid) > 0 order by relname`;
    expect(unknown.map(({ relname }) => relname)).toEqual([]);
  });

  it("invalidates the changed pages of a running site, and none without changes", async () => {
    const tagsOfImport = async () => {
      const changes = await recordedChanges(() => bring([{ id: 1, categories: ["une"] }]));
      return changes.flatMap(({ tags }) => tags);
    };
    expect(await tagsOfImport()).toEqual(
      expect.arrayContaining([articleCacheTags.slug("billet-1"), articleCacheTags.lists]),
    );
    expect(await tagsOfImport()).toEqual([]);
  });

  it("leaves an article alone whose changes here are saved, but not published", async () => {
    await bring([{ id: 1, content: "Un" }]);
    const [row] = await everyArticle();
    const content = { title: "Ici" };
    await db.execute(
      sql`insert into article_drafts (article_id, content) values (${row?.id}, ${JSON.stringify(content)}::jsonb)`,
    );
    const report = await bring([{ id: 1, content: "Deux" }]);
    expect(report.articles).toMatchObject({ changed: 0, keptEdited: ["Billet 1"] });
    await db.execute(sql`update article_drafts set content = null`);
    expect((await bring([{ id: 1, content: "Deux" }])).articles).toMatchObject({ changed: 1, keptEdited: [] });
  });

  it("updates articles from the export until somebody edits them here", async () => {
    await bring([
      { id: 1, content: "Un" },
      { id: 2, content: "Un" },
      { id: 3, content: "Un" },
      { id: 4, content: "Un" },
    ]);
    await db.update(articles).set({ editedAt: new Date(), bodyHtml: "<p>Ici</p>" }).where(eq(articles.id, 2));
    await db.delete(articles).where(eq(articles.id, 3));
    await db.update(articles).set({ status: "withdrawn" }).where(eq(articles.id, 4));
    const report = await bring([1, 2, 3, 4].map((id) => ({ id, content: "Deux" })));
    expect(report.articles).toMatchObject({
      new: 0,
      changed: 1,
      unchanged: 0,
      keptEdited: ["Billet 2", "Billet 4"],
      keptDeleted: ["Billet 3"],
    });
    expect((await everyArticle()).map(({ id, status, bodyHtml }) => [id, status, bodyHtml])).toEqual([
      [1, "published", "<p>Deux</p>"],
      [2, "published", "<p>Ici</p>"],
      [4, "withdrawn", "<p>Un</p>"],
    ]);
    expect(formatReport(report).join("\n")).toContain("Edited here, so left as they are:\n  - Billet 2");
  });

  it("imports unpublished articles as drafts, each with its reason", async () => {
    const report = await bring([
      { id: 1, status: "draft" },
      { id: 2, status: "pending" },
      { id: 3, status: "private" },
      { id: 4, status: "future", password: "x" },
      { id: 5, password: "sésame" },
      { id: 6 },
      { id: 7, type: "page" },
      { id: 8, type: "nav_menu_item" },
    ]);
    expect(report.articles.drafts.map(({ reason }) => formatReason(reason, "en"))).toEqual([
      "draft",
      "pending review",
      "private",
      "scheduled without a usable date",
      "password-protected",
    ]);
    expect(report.skipped.items).toEqual([{ name: "nav_menu_item", count: 1 }]);
    const rows = await everyArticle();
    expect(rows.map(({ status }) => status)).toEqual([...Array(5).fill("draft"), "published"]);
    expect((await db.select().from(redirects)).every(({ articleId }) => articleId === 6)).toBe(true);
  });

  it("keeps slugs where possible, and redirects every old address", async () => {
    await bring([
      { id: 1, name: "l%c3%a9t%c3%a9", link: "https://blog.example/2020/01/l%c3%a9t%c3%a9/" },
      { id: 2, name: "%e6%97%a5%e6%9c%ac", title: "Été" },
      { id: 3, name: "", link: "https://blog.example/?p=3", title: "Sans <em>nom</em> &amp; seul" },
      { id: 4, name: "un-nom", meta: { _wp_old_slug: "ancien-nom" } },
    ]);
    const rows = await everyArticle();
    expect(rows.map(({ slug }) => slug)).toEqual(["lete", "ete", "sans-nom-and-seul", "un-nom"]);
    expect(rows[2]?.title).toBe("Sans nom & seul");
    for (const [from, to] of [
      ["/2020/01/l%C3%A9t%C3%A9/", "lete"],
      ["/?p=1", "lete"],
      ["/?p=2", "ete"],
      ["/ancien-nom", "un-nom"],
      ["/un-nom/", "un-nom"],
    ])
      expect(await resolveRedirect(db, from ?? "")).toBe(`/articles/${to}`);
  });

  it("does not take the slug of an existing article", async () => {
    await db.insert(articles).values({ slug: "billet-1", title: "Ici", status: "draft" });
    await bring([{ id: 1 }, { id: 2, name: "billet-1-2" }]);
    expect((await everyArticle()).map(({ slug }) => slug)).toEqual(["billet-1", "billet-1-2", "billet-1-2-2"]);
  });

  it("dates articles in the blog's time zone if there is no GMT date", async () => {
    const { site } = await bring(
      [
        { id: 1, date: "2020-07-01 12:00:00", dateGmt: "0000-00-00 00:00:00" },
        { id: 2, date: "2020-01-01 12:00:00", dateGmt: "0000-00-00 00:00:00" },
      ],
      { timezone: "Europe/Paris" },
    );
    expect(site.zone).toBe("Europe/Paris");
    expect((await everyArticle()).map(({ publishedAt }) => publishedAt?.toISOString())).toEqual([
      "2020-07-01T10:00:00.000Z",
      "2020-01-01T11:00:00.000Z",
    ]);
  });

  it("scales rating totals to five and reports impossible ones", async () => {
    const meta = (users: number, score: number) => ({ ratings_users: String(users), ratings_score: String(score) });
    const log = join(folder, "log.csv");
    await writeFile(
      log,
      '"rating_id","rating_postid","rating_rating","rating_ip"\n1,3,10,192.0.2.1\n2,3,6,192.0.2.2\n',
    );
    const report = await bring([{ id: 1, meta: meta(3, 27) }, { id: 2, meta: meta(1, 40) }, { id: 3 }], {
      ratingsMax: 10,
      ratingsLog: log,
    });
    expect(report.articles.oddRatings).toEqual(["Billet 2"]);
    expect((await everyArticle()).map((row) => [row.legacyRatingCount, row.legacyRatingSum])).toEqual([
      [3, 13.5],
      [0, 0],
      [2, 8],
    ]);
  });
});

describe("comments", () => {
  it("keeps threads in any order, without e-mail or IP addresses", async () => {
    const report = await bring([
      {
        id: 1,
        comments: [
          { id: 12, parent: 11, content: "Réponse", date: "2020-01-05 10:00:00" },
          { id: 11, content: "Premier <b>mot</b>\n\nSuite", date: "2020-01-04 10:00:00" },
          { id: 13, content: "À voir", approved: "0" },
          { id: 14, content: "Pub", approved: "spam" },
          { id: 15, content: "Ailleurs", type: "pingback" },
          { id: 16, content: "<script>alert(1)</script>" },
          { id: 17, parent: 99, content: "Orphelin" },
        ],
      },
    ]);
    expect(report.comments).toMatchObject({ new: 4, visible: 3, pending: 1, orphans: 1 });
    expect(report.skipped.comments).toEqual([
      { name: "empty", count: 1 },
      { name: "pingback", count: 1 },
      { name: "spam", count: 1 },
    ]);
    const rows = await db.select().from(comments).orderBy(asc(comments.createdAt));
    const first = rows.find((row) => row.bodySource.startsWith("Premier"));
    const reply = rows.find((row) => row.bodySource === "Réponse");
    expect(first?.bodyHtml).toBe("<p>Premier <strong>mot</strong></p>\n<p>Suite</p>");
    expect([reply?.parentId, reply?.depth, reply?.thread]).toEqual([first?.id, 1, first?.thread]);
    expect((await everyArticle())[0]?.commentCount).toBe(3);
    const dump = JSON.stringify(await db.execute(sql`select to_jsonb(c) from comments c`));
    expect(dump).not.toMatch(/mail\.example|192\.0\.2/);
  });

  it("adds later comments to the threads that they answer", async () => {
    await bring([{ id: 1, comments: [{ id: 1, content: "Un" }] }]);
    await bring([
      {
        id: 1,
        comments: [
          { id: 2, parent: 1, content: "Deux" },
          { id: 1, content: "Un" },
        ],
      },
    ]);
    const rows = await db.select().from(comments).orderBy(asc(comments.id));
    expect(rows.map(({ parentId, thread, depth }) => [parentId, thread, depth])).toEqual([
      [null, 1, 0],
      [1, 1, 1],
    ]);
  });
});
