import { eq } from "drizzle-orm";
import { members } from "#db/schema.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { expect, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments } from "./test-data.ts";

const text = "Un texte que personne ne doit plus lire.";

test("a decision appears immediately in the public log, without the text or a name, and is marked when it is undone @nojs @phone", async ({
  page,
}) => {
  const author = await aMember("reader");
  const [moderator, id] = await withSiteDatabase(async (db) => {
    const [row] = await db.select({ id: members.id }).from(members).where(eq(members.email, author.email));
    const handle = `modo-${Math.random().toString(36).slice(2, 10)}`;
    const [made] = await db
      .insert(members)
      .values({ name: "Modo du journal", handle, role: "moderator" })
      .returning({ id: members.id });
    return [made?.id ?? 0, row?.id ?? 0];
  });
  const { comments, slug } = await anArticleWithComments([{ key: text, memberId: id }]);
  const subject = { kind: "comment" as const, id: comments.get(text) ?? 0 };
  await page.goto("/moderation-log");
  const decided = await withSiteDatabase((db) =>
    decide(db, { actor: { id: moderator }, subject, action: "remove", reason: "hate" }),
  );
  if (!decided.ok) throw new Error(decided.code);
  const line = page.locator(`#decision-${decided.value.decision}`);
  await expect(async () => {
    await page.goto("/moderation-log/action/remove/reason/hate");
    await expect(line).toContainText("Commentaire retiré");
  }).toPass();
  await expect(line.getByRole("link", { name: "Pas de haine" })).toHaveAttribute("href", "/rules#hate");
  await expect(line.locator(`a[href="/articles/${slug}"]`)).toBeVisible();
  await expect(line).toContainText("la modération");
  const content = await page.content();
  for (const secret of [text, author.name, "Modo du journal"]) expect(content).not.toContain(secret);

  await withSiteDatabase((db) => undoDecision(db, { id: moderator }, decided.value.decision));
  await expect(async () => {
    await page.goto("/moderation-log/action/remove/outcome/undone");
    await expect(line).toContainText("Annulée par la modération");
  }).toPass();
  // Each filter is a link; removing all filters leads back.
  await page.locator("summary", { hasText: "Suite" }).click();
  await page
    .getByRole("navigation", { name: "Filtrer le journal" })
    .getByRole("link", { name: "Tout" })
    .first()
    .click();
  await expect(page).toHaveURL("/moderation-log/action/remove");
  await page.getByRole("link", { name: "Effacer les filtres" }).click();
  await expect(page).toHaveURL("/moderation-log");
  await expectNoSidewaysScroll(page);
});

test("the log has a feed, each year has its files, and any other address is a 404 @desktop", async ({
  page,
  request,
}) => {
  await page.goto("/moderation-log");
  const feed = await page.locator('link[type="application/rss+xml"]').first().getAttribute("href");
  expect(feed).toMatch(/\/moderation-log\/feed\.xml$/);
  const rss = await request.get("/moderation-log/feed.xml");
  expect(rss.headers()["content-type"]).toContain("application/rss+xml");
  expect(await rss.text()).toContain("<title>Journal de la modération");
  const year = new Date().getUTCFullYear();
  const csv = await request.get(`/transparency/${year}.csv`);
  expect(csv.headers()["content-type"]).toContain("text/csv");
  expect(await csv.text()).toContain('"year","complete","section"');
  const json = await (await request.get(`/transparency/${year}.json`)).json();
  expect(json).toMatchObject({ year, complete: false });
  for (const path of [
    "/moderation-log/action/never",
    "/moderation-log/colour/red",
    "/moderation-log/month/2026-13",
    "/moderation-log/by/%25%25",
    "/moderation-log?before=999999999",
    "/transparency/1999",
    "/transparency/1999.csv",
    "/transparency/x",
  ])
    expect((await request.get(path)).status(), path).toBe(404);
  // An unknown parameter does not make another page.
  expect((await request.get("/moderation-log?utm_source=x")).status()).toBe(200);
});
