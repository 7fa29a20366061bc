import { completeArticleLink, expect, newestArticlePath, test } from "./fixtures.ts";

test("a reader goes from the home page to an article and on to its category @nojs", async ({ page }) => {
  const home = await page.goto("/");
  expect(home?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);

  await page.locator(completeArticleLink).first().click();
  await expect(page).toHaveURL(/\/articles\/[a-z0-9-]+$/);
  const article = page.locator("article.h-entry");
  await expect(article.locator("h1.p-name")).toBeVisible();

  const category = article.locator("a.p-category, .p-category a").first();
  const name = (await category.textContent())?.trim() ?? "";
  await category.click();
  await expect(page).toHaveURL(/\/categories\/[a-z0-9-]+$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
});

test("an article has every element that the contract lists @desktop", async ({ page }) => {
  await page.goto(await newestArticlePath(page));
  const article = page.locator("article.h-entry");
  await expect(article).toHaveCount(1);
  await expect(article.locator("h1.p-name")).toHaveCount(1);
  await expect(article.locator(".e-content")).toBeVisible();
  await expect(article.locator(".p-author").first()).toBeVisible();
  await expect(article.locator("time.dt-published")).toHaveAttribute(
    "datetime",
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
  );
  await expect(page.locator("#rating")).toContainText(/avis/i);
  await expect(page.locator("#related").getByRole("heading").first()).toHaveText(
    "Une sélection d’articles qui pourraient vous intéresser",
  );
  await expect(page.locator("#comments").getByRole("heading").first()).toContainText(/commentaire/i);
  for (const image of await article.locator("figure picture img").all()) {
    await expect(image).toHaveAttribute("width", /^\d+$/);
    await expect(image).toHaveAttribute("height", /^\d+$/);
    await expect(image).toHaveAttribute("alt", /.*/);
  }
});

test("an unknown address is a 404 on its first hit, with the way back @nojs @phone", async ({ page }) => {
  for (const path of ["/articles", "/categories", "/tags", "/authors"]) {
    const answer = await page.goto(`${path}/never-${Math.random().toString(36).slice(2)}`);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator('main a[href="/"], header a[href="/"]').first()).toBeVisible();
  }
});

test("an operator's change on the command line appears on the page immediately @alone", async ({ page, vigie }) => {
  await page.goto("/legal");
  const word = `guet-${Math.random().toString(36).slice(2)}`;
  try {
    await vigie("settings", "set", "pages.legal", `# Mentions légales\n\nÉditeur : ${word}.`);
    await expect(async () => {
      await page.reload();
      await expect(page.locator("main")).toContainText(word, { timeout: 100 });
    }).toPass({ intervals: [100], timeout: 10_000 });
  } finally {
    await vigie("settings", "set", "pages.legal", "");
  }
});
