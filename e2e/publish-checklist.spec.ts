import { randomUUID } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import sharp from "sharp";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articleSchedules, articles, categories } from "#db/schema.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { storeImage } from "#features/media/mutations.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, findMemberRow, signIn, type TestMember } from "./test-data.ts";

const mark = () => randomUUID().slice(0, 8);
const nextYear = () => `${new Date().getUTCFullYear() + 1}-06-01T08:00`;

/** Creates a draft of this editor; returns it with its page. */
async function aDraft(editor: TestMember, content: Partial<DraftContent>): Promise<{ id: number; editorPath: string }> {
  const writer = { id: (await findMemberRow(editor)).id, role: "editor" } as const;
  const { id } = await withSiteDatabase(async (db) =>
    createDraft(db, writer, { ...(await emptyContent(db, writer.id)), bodyHtml: "<p>Un texte.</p>", ...content }),
  );
  return { id, editorPath: `/admin/articles/${id}` };
}

const planOf = (id: number) =>
  withSiteDatabase(async (db) => {
    const [plan] = await db.select().from(articleSchedules).where(eq(articleSchedules.articleId, id));
    return plan && { kind: plan.changeKind, note: plan.changeNote };
  });

test("scheduling and publishing ask an editor about the open checks once, and never forbid it @desktop @nojs", async ({
  page,
}, testInfo) => {
  const editor = await aMember("editor");
  const title = `Un phare breton change de lampe ${mark()}`;
  await withSiteDatabase((db) =>
    upsertArticle(db, {
      slug: `essai-${randomUUID()}`,
      title,
      status: "published",
      lead: "",
      bodyHtml: "<p>Un texte.</p>",
      publishedAt: new Date("2001-02-03T04:05:06Z"),
    }),
  );
  const slug = `essai-${randomUUID()}`;
  const { id, editorPath } = await aDraft(editor, {
    title,
    slug,
    bodyHtml: '<p>Voir <a href="/articles/nulle-part-du-tout">là</a>.</p>',
  });
  await signIn(page, editor);
  await page.goto(editorPath);
  const list = page.locator("#checklist");
  await expect(list).toContainText("Il manque un chapeau.");
  await expect(list).toContainText("Aucune rubrique n’est choisie.");
  await expect(list).toContainText("/articles/nulle-part-du-tout");
  await expect(list.getByRole("link", { name: title })).toBeVisible();

  const plan = page.getByRole("button", { name: "Programmer", exact: true });
  await page.locator("summary", { hasText: "Publier plus tard…" }).click();
  await page.getByLabel("Jour et heure").fill("2020-01-01T08:00");
  await plan.click();
  // An invalid time is reported first, without a question about the checks.
  await expect(page.getByText("Cette heure est déjà passée")).toBeVisible();
  await expect(page.getByRole("button", { name: "Programmer quand même" })).toHaveCount(0);
  await page.getByLabel("Jour et heure").fill(nextYear());
  await plan.click();
  await expect(list.getByText("Rien ne vous empêche de programmer.")).toBeVisible();
  await expect(page.getByLabel("Jour et heure")).toHaveValue(nextYear());
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
  expect(await planOf(id)).toBeUndefined();
  await page.getByRole("button", { name: "Programmer quand même" }).click();
  await expect(page.getByText("Programmé : l’article sera publié automatiquement.")).toBeVisible();
  expect(await planOf(id)).toEqual({ kind: "typo", note: "" });

  await page.getByRole("button", { name: "Publier", exact: true }).click();
  await expect(list.getByText("Rien ne vous empêche de publier.")).toBeVisible();
  await page.getByRole("button", { name: "Publier quand même" }).click();
  await expect(page.getByText("Publié : l’article est en ligne.")).toBeVisible();

  // An update: its correction note stays while the question is open.
  const note = "La lampe est neuve, pas réparée. ".repeat(50).trim();
  await page.getByLabel("Chapeau").fill("La lampe est neuve.");
  await page.getByRole("radio", { name: /^Une correction/ }).check();
  await page.getByLabel("Ce qui a changé").fill(note);
  await page.locator("summary", { hasText: "Mettre à jour plus tard…" }).click();
  await page.getByLabel("Jour et heure").fill(nextYear());
  await plan.click();
  await expect(list.getByText("Rien ne vous empêche de programmer.")).toBeVisible();
  await expect(page.getByLabel("Chapeau")).toHaveValue("La lampe est neuve.");
  expect(await planOf(id)).toBeUndefined();
  await page.getByRole("button", { name: "Programmer quand même" }).click();
  await expect(page.getByText("Programmé : l’article sera publié automatiquement.")).toBeVisible();
  expect(await planOf(id)).toEqual({ kind: "correction", note });
  await withSiteDatabase((db) => setArticleStatus(db, [id], "draft"));
});

test("a new article without scripts is saved before the question, with the chosen time @only-nojs", async ({
  page,
}) => {
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles/new");
  const title = `Essai ${mark()}`;
  await page.locator("[name=title]").fill(title);
  await page.locator("summary", { hasText: "Publier plus tard…" }).click();
  await page.getByLabel("Jour et heure").fill(nextYear());
  await page.getByRole("button", { name: "Programmer", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/articles\/\d+\?ask=schedule/);
  await expect(page.getByLabel("Jour et heure")).toHaveValue(nextYear());
  await page.getByRole("button", { name: "Programmer quand même" }).click();
  await expect(page.getByText("Programmé : l’article sera publié automatiquement.")).toBeVisible();
  const made = await withSiteDatabase((db) => db.select().from(articles).where(eq(articles.title, title)));
  expect(made.map(({ status }) => status)).toEqual(["scheduled"]);
});

test("the checklist is updated after each save; without findings, publishing asks for no confirmation @desktop", async ({
  page,
}) => {
  const editor = await aMember("editor");
  const word = mark();
  const complete = await withSiteDatabase(async (db) => {
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: `#${word.slice(0, 6)}` } })
      .png()
      .toBuffer();
    const stored = await storeImage(db, { bytes, originalName: "x.png", alt: `Une tour ${word}` });
    const [category] = await db.select({ id: categories.id }).from(categories).limit(1);
    if (!stored.ok || !category) throw new Error("There is no picture or no category.");
    return { leadMediaId: stored.value.id, categoryIds: [category.id] };
  });
  const { id, editorPath } = await aDraft(editor, {
    ...complete,
    title: `Essai ${word}`,
    slug: `essai-${randomUUID()}`,
    bodyHtml: "<p>Le chat dort. Il rêve.</p>",
  });
  await signIn(page, editor);
  await page.goto(editorPath);
  const list = page.locator("#checklist");
  await expect(page.locator(".editor-mount .ProseMirror")).toBeVisible();
  const open = list.locator(".checklist-open > li");
  await expect(open).toHaveText(["Il manque un chapeau.Écrire (chapeau)"]);
  await expect(list.locator(".checklist-passed > li")).toHaveCount(4);
  await open.getByRole("link", { name: "Écrire" }).click();
  await expect(page.getByLabel("Chapeau")).toBeFocused();
  await page
    .getByLabel("Chapeau")
    .fill("Le chat dort depuis ce matin dans la tour. Il rêve de poissons, et personne n’ose le réveiller.");
  await expect(list).toContainText("Rien à signaler.");
  await page.locator("summary", { hasText: "Publier plus tard…" }).click();
  await page.getByLabel("Jour et heure").fill(nextYear());
  await page.getByRole("button", { name: "Programmer", exact: true }).click();
  await expect(page.getByText("Programmé : l’article sera publié automatiquement.")).toBeVisible();
  await page.getByRole("button", { name: "Publier", exact: true }).click();
  await expect(page.getByText("Publié : l’article est en ligne.")).toBeVisible();
  await withSiteDatabase((db) => setArticleStatus(db, [id], "draft"));
});

test("an editor who publishes several articles first sees which have open checks, and a refusal keeps the selection @desktop @nojs", async ({
  page,
}, testInfo) => {
  const editor = await aMember("editor");
  const word = mark();
  const first = await aDraft(editor, { title: `Deux phares pour un port ${word}`, slug: `essai-${randomUUID()}` });
  const second = await aDraft(editor, { title: `Une jetée à refaire ${word}`, slug: `essai-${randomUUID()}` });
  const statuses = () =>
    withSiteDatabase(async (db) => {
      const rows = await db
        .select({ status: articles.status })
        .from(articles)
        .where(inArray(articles.id, [first.id, second.id]))
        .orderBy(articles.id);
      return rows.map(({ status }) => status);
    });
  await signIn(page, editor);
  await page.goto(`/admin/articles?q=${word}`);
  const boxes = page.locator(".admin-list").getByRole("checkbox");
  await expect(boxes).toHaveCount(2);
  for (const box of await boxes.all()) await box.check();
  await page.locator("summary", { hasText: "Agir sur les articles sélectionnés" }).click();
  await page.getByRole("button", { name: "Ajouter le mot-clé" }).click();
  await expect(page.locator(".bulk-actions .field-error")).toBeVisible();
  for (const box of await boxes.all()) await expect(box).toBeChecked();

  await page.getByLabel("État", { exact: true }).selectOption("published");
  await page.getByRole("button", { name: "Changer l’état" }).click();
  const report = page.locator(".bulk-report");
  await expect(report.getByRole("alert")).toHaveText(/^2 articles attendent votre accord/);
  await expect(report).toContainText("Il manque un chapeau.");
  await expect(report.getByRole("link", { name: /Une jetée/ })).toHaveAttribute(
    "href",
    `${second.editorPath}#checklist`,
  );
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);
  expect(await statuses()).toEqual(["draft", "draft"]);
  await report.getByRole("checkbox", { name: /Deux phares/ }).uncheck();
  await report.getByRole("button", { name: "Publier quand même ceux qui sont cochés" }).click();
  await expect(report.getByRole("status")).toHaveText("1 article modifié.");
  expect(await statuses()).toEqual(["draft", "published"]);
  await withSiteDatabase((db) => setArticleStatus(db, [second.id], "draft"));
});
