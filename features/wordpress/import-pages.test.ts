import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { comments, settingChanges, sitePages } from "#db/schema.ts";
import { findCommentPlace } from "#features/comments/queries.ts";
import { readPageBody } from "#features/pages/page-body.ts";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { toHtml } from "#lib/html/serialise.ts";
import type { SampleItem } from "./export/sample-testing.ts";
import { formatReason } from "./import-reason.ts";
import { formatReport } from "./report.ts";
import { importFixtures } from "./testing.ts";

const { db, bring, everyArticle } = importFixtures();
const pages = () => db.select().from(sitePages).orderBy(sitePages.id);

const team: SampleItem = {
  id: 7,
  type: "page",
  title: "L’équipe",
  name: "equipe",
  link: "https://blog.example/a-propos/equipe/",
  content: "Nous <strong>sommes</strong> deux.\n\n<!--more-->\n\nVoir <a href='/contact/'>ici</a>.\n\nSource : nous.",
  meta: { _wp_old_slug: "qui" },
  comments: [
    { id: 5, content: "Bien" },
    { id: 6, content: "Merci", parent: 5 },
  ],
};
const contact: SampleItem = {
  id: 8,
  type: "page",
  title: "Contact",
  name: "contact",
  link: "https://blog.example/contact/",
  content: "<table><tr><td>1</td></tr></table> 10<sup>6</sup>",
  commentStatus: "closed",
};

describe("pages", () => {
  it("imports pages with their comments and addresses, and links to them, twice without changes", async () => {
    const items = [team, contact, { id: 1, content: "Voir <a href='https://blog.example/a-propos/equipe'>nous</a>." }];
    const report = await bring(items);
    expect(report.pages).toMatchObject({ new: 2, published: 2, drafts: [], skipped: [] });
    expect(report.comments).toMatchObject({ new: 2, visible: 2 });
    expect(report.skipped.items).toEqual([]);
    const [first, second] = await pages();
    expect(first).toMatchObject({ slug: "equipe", title: "L’équipe", updatedBy: null });
    expect(first?.body).toBe("Nous **sommes** deux.\n\nVoir [ici](/pages/contact).\n\nSource : nous.");
    expect(second?.discussionId).toBeNull();
    expect(toHtml(readPageBody(second?.body ?? ""))).toContain("10<sup>6</sup>");
    const [comment] = await db.select().from(comments).orderBy(comments.id);
    expect(comment?.articleId).toBe(first?.discussionId);
    expect(await findCommentPlace(db, comment?.id ?? 0)).toEqual({
      path: `/pages/equipe#comment-${comment?.id}`,
      isVisible: true,
    });
    for (const old of ["/a-propos/equipe/", "/A-Propos/Equipe", "/a-propos/qui", "/?page_id=7", "/?p=7"])
      expect(await resolveRedirect(db, old), old).toBe("/pages/equipe");
    const article = (await everyArticle()).find(({ slug }) => slug.startsWith("billet"));
    expect(article?.bodyHtml).toBe('<p>Voir <a href="/pages/equipe">nous</a>.</p>');
    expect((await db.select().from(settingChanges)).map(({ key }) => key)).toEqual(["pages.own"]);
    const before = await pages();
    const again = await bring(items);
    expect(again.pages).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
    expect(again.comments).toMatchObject({ new: 0, unchanged: 2 });
    expect(again.redirects).toBe(0);
    expect(await pages()).toEqual(before);
  });

  it("describes a page by its excerpt, and names the titles that it cuts", async () => {
    const long = "Titre ".repeat(50).trim();
    const report = await bring([
      { ...team, title: long, excerpt: "Qui <em>nous</em> sommes." },
      { ...contact, excerpt: "Écrire.", meta: { _yoast_wpseo_metadesc: "Nous écrire." } },
    ]);
    expect((await pages()).map(({ seoDescription }) => seoDescription)).toEqual(["Qui nous sommes.", "Nous écrire."]);
    expect(report.pages.shortened).toEqual([long]);
    expect(formatReport(report).join("\n")).toContain("Pages whose titles are shortened to 200 characters:\n  - Titre");
  });

  it("updates a page until somebody edits it here, and keeps what moderators decided", async () => {
    await bring([team, contact, { ...contact, id: 9, name: "aide", link: "https://blog.example/aide/" }]);
    await db.update(sitePages).set({ body: "Ici" }).where(eq(sitePages.slug, "contact"));
    await db.delete(sitePages).where(eq(sitePages.slug, "aide"));
    const report = await bring([
      { ...team, content: "Trois." },
      { ...contact, content: "Autre." },
      { ...contact, id: 9, title: "Aide", name: "aide", link: "https://blog.example/aide/" },
    ]);
    expect(report.pages).toMatchObject({ changed: 1, new: 0, keptEdited: ["Contact"], keptDeleted: ["Aide"] });
    expect((await pages()).map(({ body }) => body)).toEqual(["Trois.", "Ici"]);
    expect(formatReport(report).join("\n")).toContain("Edited here, so left as they are:\n  - Contact");
  });

  it("leaves room in a long address for the number of a page with the same name, and for that of its discussion", async () => {
    const long = { ...team, name: "a".repeat(190), link: "" };
    await bring([long, { ...long, id: 999 }]);
    const [first, second] = (await pages()).map(({ slug }) => slug);
    expect(second).toBe(`${first}-2`);
    expect(`pages/${first}-999999`.length).toBeLessThanOrEqual(200);
  });

  it("names pages whose address is taken by a page of this site", async () => {
    const about = { ...contact, id: 1, title: "Qui", name: "about", link: "https://blog.example/about/" };
    const search = { ...contact, id: 2, title: "Chercher", name: "search", link: "https://blog.example/search/" };
    const hidden = { ...about, id: 3, name: "rules", link: "https://blog.example/rules/", status: "draft" };
    const report = await bring([about, search, hidden, contact]);
    expect(report.pages.hidden).toEqual([
      { title: "Qui", from: "/about", to: "/pages/about" },
      { title: "Chercher", from: "/search", to: "/pages/search" },
    ]);
    expect(formatReport(report).join("\n")).toContain(
      "  - Qui: /about is a page of this site; the imported page is at /pages/about; to show it there, put its text in Settings, Pages\n  - Chercher: /search is a page of this site; the imported page is at /pages/search",
    );
    expect((await bring([about])).pages.hidden).toHaveLength(1);
    const inFolder = { ...about, id: 4, name: "legal", link: "https://x.test/blog/legal/" };
    expect((await bring([inFolder], {}, { blogUrl: "https://x.test/blog" })).pages.hidden).toEqual([]);
  });

  it("imports unpublished and empty pages as drafts, and names what it leaves out", async () => {
    await db.insert(sitePages).values({ slug: "contact", title: "Ici", body: "" });
    const report = await bring([
      { ...contact, id: 1 },
      { ...contact, id: 2, name: "feed", link: "https://blog.example/x/feed/" },
      { ...contact, id: 3, name: "prive", status: "private" },
      { ...contact, id: 4, name: "secret", password: "x" },
      { ...contact, id: 5, title: "Boutique", name: "boutique", content: "" },
      { ...contact, id: 6, title: "Accueil", name: "accueil", content: "", link: "https://blog.example/" },
      { ...contact, id: 10, title: "Long", name: "long", content: "mot ".repeat(110_000) },
    ]);
    expect(report.pages.drafts.map(({ reason }) => formatReason(reason, "en"))).toEqual([
      "private",
      "password-protected",
      "no text",
    ]);
    expect(report.pages.skipped.map(({ title }) => title)).toEqual(["Accueil", "Long"]);
    expect((await pages()).map(({ slug }) => slug)).toEqual([
      "contact",
      "contact-2",
      "feed-2",
      "prive",
      "secret",
      "boutique",
    ]);
  });
});
