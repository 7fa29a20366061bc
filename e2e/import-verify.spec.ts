import { randomInt, randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { and, eq, like } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, comments } from "#db/schema.ts";
import { type SampleItem, sampleExport } from "#features/wordpress/export/sample-testing.ts";
import type { VerifyReport } from "#features/wordpress/verify/verify-report.ts";
import { expect, runCommand, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";

const picture = fileURLToPath(new URL("fixtures/uploads/2015/06/phare-allume.jpg", import.meta.url));

/** Writes the export of a blog that nobody has imported yet, with one of everything, and its uploads. */
function anExport(folder: string) {
  const word = `zq${randomUUID().slice(0, 8)}`;
  const blog = `https://${word}.example`;
  const first = randomInt(10_000_000, 1_000_000_000);
  const uploads = join(folder, "uploads");
  mkdirSync(join(uploads, "2015/06"), { recursive: true });
  cpSync(picture, join(uploads, `2015/06/${word}.jpg`));
  const file = `${blog}/wp-content/uploads/2015/06/${word}.jpg`;
  const thread = (from: number) => [
    { id: from, author: "Anne", content: `Une première remarque ${word}.` },
    { id: from + 1, author: "Bruno", content: `Une réponse ${word} à la première.`, parent: from },
    { id: from + 2, author: "Chloé", content: `Une réponse ${word} à la réponse.`, parent: from + 1 },
    { id: from + 3, author: "Vendeur", content: `Achetez mes montres ${word} en or.`, approved: "spam" },
  ];
  const items: SampleItem[] = [
    {
      ...{
        id: first,
        name: `${word}-nuage`,
        title: `Le nuage ${word} &amp; nous`,
        link: `${blog}/2020/01/${word}-nuage/`,
      },
      creator: word,
      excerpt: `Un résumé ${word} de l’article.`,
      content: `Un premier paragraphe ${word}, « cité » [sic].\n\nUn <a href="${blog}/2020/01/${word}-autre/">autre article</a>, <a href="${blog}/a-propos/${word}-equipe/">nous</a> et <a href="https://ailleurs.example/${word}">un lien</a>.\n\n[caption id="attachment_${first + 5}"]<img src="${blog}/wp-content/uploads/2015/06/${word}-300x200.jpg" alt="Un phare ${word}" /> La légende ${word}[/caption]\n\n<pre>if (${word} &lt; 2)\n    return;</pre>`,
      terms: [
        { taxonomy: "category", nicename: `${word}-a`, name: `Rubrique ${word}` },
        { taxonomy: "category", nicename: `${word}-b`, name: `Autre rubrique ${word}` },
        { taxonomy: "post_tag", nicename: `${word}-t`, name: `Étiquette ${word}` },
      ],
      meta: { ratings_users: "4", ratings_score: "18", ratings_average: "4.5" },
      comments: thread(1),
    },
    {
      id: first + 1,
      name: `${word}-autre`,
      title: `Autre ${word}`,
      link: `${blog}/2020/01/${word}-autre/`,
      creator: word,
      content: `Court ${word}.`,
    },
    {
      ...{ id: first + 2, type: "page", name: `${word}-equipe`, title: `L’équipe ${word}` },
      link: `${blog}/a-propos/${word}-equipe/`,
      content: `Nous sommes deux ${word}.`,
      comments: thread(11),
    },
    {
      id: first + 3,
      name: `${word}-secret`,
      title: `Secret ${word}`,
      link: `${blog}/?p=${first + 3}`,
      status: "draft",
      content: "Rien.",
    },
    {
      ...{ id: first + 6, type: "page", name: `${word}-brouillon`, title: `Brouillon ${word}` },
      ...{ link: `${blog}/?page_id=${first + 6}`, status: "draft", content: "Rien non plus." },
    },
    {
      ...{ id: first + 4, name: `${word}-demain`, title: `Demain ${word}`, link: `${blog}/?p=${first + 4}` },
      ...{ status: "future", date: "2099-01-02 10:00:00", content: "Bientôt." },
    },
    {
      id: first + 5,
      type: "attachment",
      status: "inherit",
      link: `${blog}/${word}-photo/`,
      attachmentUrl: file,
      parent: first,
    },
  ];
  const head = `<wp:author><wp:author_login>${word}</wp:author_login><wp:author_display_name>Anne ${word}</wp:author_display_name></wp:author><wp:category><wp:term_id>${first}</wp:term_id><wp:category_nicename>${word}-a</wp:category_nicename><wp:cat_name>Rubrique ${word}</wp:cat_name></wp:category>`;
  const path = join(folder, "site.xml");
  writeFileSync(
    path,
    sampleExport(items, { blogUrl: blog, head }).replace(/<wp:author><wp:author_login>anne.*?<\/wp:author>/s, ""),
  );
  return { word, path, uploads };
}

test("a WordPress export is found complete on the site, and what is deleted later is listed @alone", async ({
  vigie,
}) => {
  test.slow();
  const folder = mkdtempSync(join(tmpdir(), "vigie-verify-"));
  const { word, path, uploads } = anExport(folder);
  await vigie("import", "wordpress", path, "--uploads", uploads);

  const whole = await vigie("import", "verify", path, "--uploads", uploads, "--json");
  const { counts, missing }: Pick<VerifyReport, "counts" | "missing"> = JSON.parse(whole.out);
  expect(missing).toEqual([]);
  // Of each kind there is something, or nothing was proven.
  expect(Object.entries(counts).filter(([, { found }]) => found === 0)).toEqual([]);
  expect(counts).toMatchObject({ articles: { found: 2 }, pages: { found: 1 }, comments: { found: 6 } });

  await withSiteDatabase(async (db) => {
    const [discussion] = await db
      .select({ id: articles.id })
      .from(articles)
      .where(eq(articles.slug, `pages/${word}-equipe`));
    const id = discussion?.id ?? 0;
    await db.delete(comments).where(and(eq(comments.articleId, id), like(comments.bodyHtml, "%à la réponse%")));
    await invalidateTags(db, [commentCacheTags.article(id)]);
  });
  const again = await runCommand(["import", "verify", path, "--uploads", uploads]);
  expect(again.code).toBe(1);
  expect(again.out).toMatch(/comments +5 of 6 found, 1 missing/);
  expect(again.out).toContain(`Chloé: Une réponse ${word} à la réponse`);
  expect(again.err).toContain("1 item of the export missing");
  rmSync(folder, { recursive: true });
});
