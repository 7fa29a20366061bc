import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { aMember, anArticleWithComments, commentWithText, findMemberRow, signIn } from "./test-data.ts";

test("an editor grants a badge, readers see it, and its member declines it @nojs @desktop", async ({
  page,
  browser,
}, testInfo) => {
  const [editor, expert] = [await aMember("editor"), await aMember("reader")];
  const { id, handle } = await findMemberRow(expert);
  const { path } = await anArticleWithComments([{ key: "Un avis d’experte.", memberId: id }, { key: "Un autre." }]);
  const comment = commentWithText(page, "Un avis d’experte.");
  await page.goto(path);
  await expect(comment.locator(".badge")).toHaveCount(0);

  await signIn(page, editor);
  await page.goto(`/members/${handle}`);
  if (testInfo.project.name === "no-javascript") await page.goto(`/admin/experts?q=${handle}`);
  else await page.getByRole("link", { name: "Badge d’expert" }).click();
  const field = page.getByLabel(/^Badge d/);
  await field.fill("Chercheuse en cryptographie");
  await page.getByRole("button", { name: "Attribuer" }).click();
  await expect(page.getByText("Badge attribué.")).toBeVisible();
  await expect(field).toHaveValue("Chercheuse en cryptographie");
  if (testInfo.project.name !== "no-javascript") await expectAccessible(page);

  await expect(async () => {
    await page.goto(path);
    await expect(comment.locator(".badge")).toHaveText(/^Chercheuse en cryptographie/, { timeout: 500 });
  }).toPass();
  await expect(comment.locator(".badge")).toHaveAttribute("title", "Expertise reconnue par la rédaction");
  await expect(commentWithText(page, "Un autre.").locator(".badge")).toHaveCount(0);
  await page.goto(`/members/${handle}`);
  await expect(page.locator(".profile .badge")).toHaveText("Chercheuse en cryptographie");
  await expectNoSidewaysScroll(page);

  const context = await browser.newContext({ javaScriptEnabled: testInfo.project.name !== "no-javascript" });
  const own = await context.newPage();
  await signIn(own, expert);
  await own.goto("/notifications");
  await own.getByRole("link", { name: /badge « ?Chercheuse en cryptographie ?» s’affiche/ }).click();
  await expect(own).toHaveURL("/account#expertise");
  const section = own.locator("#expertise");
  await section.getByText("Refuser ce badge").first().click();
  await section.getByRole("button", { name: "Refuser ce badge" }).last().click();
  await expect(own.getByText("Vous avez refusé ce badge. Il n’est plus affiché.")).toBeVisible();
  await context.close();
  await expect(async () => {
    await page.goto(path);
    await expect(comment.locator(".badge")).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await page.goto(`/admin/experts?q=${handle}`);
  await expect(page.getByText("Le membre a refusé son badge")).toBeVisible();
});

test("readers, contributors and moderators do not grant badges @desktop", async ({ page }) => {
  for (const [role, status] of [
    ["reader", 403],
    ["contributor", 403],
    ["moderator", 403],
  ] as const) {
    await signIn(page, await aMember(role));
    expect((await page.goto("/admin/experts"))?.status(), role).toBe(status);
  }
});
