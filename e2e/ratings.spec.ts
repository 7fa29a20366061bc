import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { connect } from "#db/client.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "#server/postgres/database.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { aMember, fillSignInForm, password, signIn, waitUntilHydrated } from "./test-data.ts";

/** Runs statements in the site's own database, as another part of the site or an operator would. */
async function withDatabase<T>(work: (sql: ReturnType<typeof connect>["sql"]) => Promise<T>): Promise<T> {
  const database = await openDatabase(readEnv());
  const { sql, close } = connect(database.url, { max: 1 });
  try {
    return await work(sql);
  } finally {
    await close();
    await database.release();
  }
}

/** Creates an article that only this journey rates. */
async function anArticleOfOurs(): Promise<string> {
  const slug = `note-${randomUUID()}`;
  await withDatabase(
    (sql) => sql`
      insert into articles (slug, status, title, body_html, published_at)
      values (${slug}, 'published', ${`Article à noter ${slug}`}, '<p>Un texte.</p>', '2001-01-01')`,
  );
  return slug;
}

const rating = (page: Page) => page.locator("#rating");
const star = (page: Page, count: number) =>
  rating(page).getByRole("radio", { name: count === 1 ? "1 étoile" : `${count} étoiles`, exact: true });
const button = (page: Page, name: string) => rating(page).getByRole("button", { name, exact: true });

test("a visitor chooses stars, signs in beside them, sees the vote counted, changes and withdraws it @nojs @phone", async ({
  page,
}, testInfo) => {
  const beside = page.locator(".article-meta");
  const scripts = testInfo.project.name !== "no-javascript";
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  await page.goto(`/articles/${slug}`);
  await expect(rating(page)).toContainText("Aucun avis");
  await expect(rating(page).getByRole("group", { name: "Votre avis" }).getByRole("radio")).toHaveCount(5);
  await star(page, 4).check();
  // Submitted before hydration, the response is a page that opens at the rating, without focus in a field.
  if (scripts) await waitUntilHydrated(page);
  await button(page, "Enregistrer ma note").click();

  const note = rating(page).getByRole("status");
  await expect(note).toHaveText("Connectez-vous pour noter\u202f: votre note est conservée.");
  await expect(note).toBeInViewport();
  // The form shows no error, and no field is left empty.
  await expect(rating(page).getByRole("alert")).toHaveCount(0);
  await expect(rating(page).locator(".rating-status")).toHaveCount(0);
  await expect(star(page, 4)).toBeChecked();
  const register = rating(page).getByRole("link", { name: "Créer un compte" });
  await expect(register).toHaveAttribute("href", `/register?next=%2Farticles%2F${slug}%23rating`);
  const address = rating(page).getByLabel("Adresse électronique");
  if (scripts) {
    await expect(address).toBeFocused();
    await expectAccessible(page);
  } else {
    await expect(page).toHaveURL(/#rating$/);
    await expect(address).toBeInViewport();
  }
  await address.fill(email);
  await rating(page).getByLabel("Mot de passe").fill(password);
  await rating(page).getByLabel("Mot de passe").press("Enter");

  await expect(rating(page).getByRole("status")).toContainText("Votre avis est enregistré\u202f: 4 étoiles.");
  await expect(rating(page)).toContainText("1 avis, 4,00/5");
  await expect(rating(page)).toContainText("La note donnée ici");
  await expect(beside.getByRole("link", { name: "4,00/5 1 avis" })).toBeVisible();
  // The fields that had the focus are gone.
  if (scripts) await expect(rating(page).getByRole("status")).toBeFocused();
  await expect(star(page, 4)).toBeChecked();

  await star(page, 5).check();
  await button(page, "Changer ma note").click();
  await expect(rating(page)).toContainText("1 avis, 5,00/5");
  await expect(beside.getByRole("link", { name: "5,00/5 1 avis" })).toBeVisible();
  await button(page, "Retirer mon avis").click();
  await expect(rating(page).getByRole("status")).toHaveText("Votre avis est retiré.");
  if (scripts) await expect(rating(page).getByRole("status")).toBeFocused();
  await expect(beside).not.toContainText("avis");
  await expect(rating(page)).toContainText("Aucun avis");
  for (let count = 1; count <= 5; count += 1) await expect(star(page, count)).not.toBeChecked();
});

test("stars chosen before signing in are selected afterwards, and not yet saved @phone", async ({ page }) => {
  const [slug, member] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  await page.goto(`/articles/${slug}`);
  await star(page, 3).check();
  await button(page, "Enregistrer ma note").click();
  await rating(page).getByRole("link", { name: "Autres façons de se connecter" }).click();
  await fillSignInForm(page, member);
  await expect(page).toHaveURL(new RegExp(`/articles/${slug}#rating$`));
  await expect(rating(page).getByRole("status")).toHaveText(
    "Votre note a été conservée ici. Elle n’est pas encore enregistrée.",
  );
  await expect(star(page, 3)).toBeChecked();
  await expect(rating(page)).toContainText("Aucun avis");
  await button(page, "Enregistrer ma note").click();
  await expect(rating(page)).toContainText("1 avis, 3,00/5");
  await page.reload();
  await expect(rating(page).getByRole("status")).toContainText("Vous pourrez modifier ou retirer votre note");
});

test("when the scripts of a page that shows a result load, the focus stays where the reader put it @desktop", async ({
  page,
}) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  await signIn(page, { email });
  const released = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await released.promise;
    // Requests of the page that was left are no longer awaited.
    await route.continue().catch(() => {});
  });
  await page.goto(`/articles/${slug}`, { waitUntil: "commit" });
  await star(page, 4).check();
  await button(page, "Enregistrer ma note").click();
  await expect(rating(page).getByRole("status")).toContainText("Votre avis est enregistré");
  // The reader clicks beside the page's content.
  await rating(page)
    .getByRole("status")
    .evaluate((status) => status.blur());
  released.resolve();
  // The address at which a page without scripts opens.
  await expect(button(page, "Changer ma note")).not.toHaveAttribute("formaction");
  await expect(rating(page).getByRole("status")).not.toBeFocused();
  await page.unrouteAll({ behavior: "wait" });
});

test("a member who sends no stars sees what is missing, and nothing is stored @nojs @phone", async ({ page }) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  await signIn(page, { email });
  await page.goto(`/articles/${slug}`);
  await button(page, "Enregistrer ma note").click();
  await expect(rating(page).getByRole("alert")).toHaveText("Choisissez une note de 1 à 5.");
  await expect(rating(page)).toContainText("Aucun avis");
});

test("a member rates using only the keyboard: arrows choose, Enter sends, and a reload shows their own stars @desktop", async ({
  page,
}) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  await signIn(page, { email });
  await page.goto(`/articles/${slug}`);
  await star(page, 1).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(star(page, 3)).toBeChecked();
  // Moving among the stars sends nothing.
  await expect(rating(page)).toContainText("Aucun avis");
  await page.keyboard.press("Enter");
  await expect(rating(page)).toContainText("1 avis, 3,00/5");
  await expectAccessible(page);

  await page.reload();
  await expect(star(page, 3)).toBeChecked();
  await expect(button(page, "Changer ma note")).toBeVisible();
});

test("each star is large enough for a finger on a phone, and nothing moves when the member's own stars arrive @phone", async ({
  browser,
  baseURL,
}) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  const context = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, hasTouch: true });
  const page = await context.newPage();
  await signIn(page, { email });
  await page.goto(`/articles/${slug}`);
  const box = await rating(page).locator("label").first().boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(44);
  expect(box?.height).toBeGreaterThanOrEqual(44);
  await star(page, 2).tap();
  await button(page, "Enregistrer ma note").tap();
  await expect(rating(page)).toContainText("1 avis, 2,00/5");

  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ("value" in entry) shifts.push(Number(entry.value));
    }).observe({ type: "layout-shift", buffered: true });
  });
  // Below the article, so that the form is in view when the response arrives.
  await page.goto("about:blank");
  await page.goto(`/articles/${slug}#rating`);
  await expect(star(page, 2)).toBeChecked();
  await expect(button(page, "Retirer mon avis")).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, "shifts"))).toEqual([]);
  await context.close();
});

async function signedIn(browser: Browser, baseURL: string | undefined, email: string) {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await signIn(page, { email });
  return page;
}

test("two concurrent votes both count, and each member sees their own stars @desktop", async ({ browser, baseURL }) => {
  const [slug, ...members] = await Promise.all([anArticleOfOurs(), aMember("reader"), aMember("reader")]);
  const pages = await Promise.all(members.map(({ email }) => signedIn(browser, baseURL, email)));
  await Promise.all(
    pages.map(async (page, n) => {
      await page.goto(`/articles/${slug}`);
      await star(page, n === 0 ? 1 : 4).check();
      await button(page, "Enregistrer ma note").click();
      await expect(rating(page).getByRole("status")).toContainText("Votre avis est enregistré");
    }),
  );
  for (const [n, page] of pages.entries()) {
    await page.reload();
    await expect(rating(page)).toContainText("2 avis, 2,50/5");
    await expect(star(page, n === 0 ? 1 : 4)).toBeChecked();
    await page.context().close();
  }
});

test("a member whose sessions end while the page is open sees it at the next vote, and nothing is counted @desktop", async ({
  page,
}) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  await signIn(page, { email });
  await page.goto(`/articles/${slug}`);
  await star(page, 1).check();
  await expect(page.locator(".account-link")).toContainText("Ada");
  await withDatabase((sql) => sql`update members set session_version = session_version + 1 where email = ${email}`);
  await button(page, "Enregistrer ma note").click();
  await expect(rating(page).getByRole("status")).toContainText("Connectez-vous pour noter");

  await withDatabase((sql) => sql`update members set confirmed_at = null where email = ${email}`);
  await rating(page).getByLabel("Adresse électronique").fill(email);
  await rating(page).getByLabel("Mot de passe").fill(password);
  await button(page, "Se connecter et noter").click();
  await expect(rating(page).getByRole("alert")).toContainText("Confirmez d’abord votre adresse");
  await expect(rating(page).getByRole("link", { name: "Renvoyer le lien" })).toHaveAttribute("href", "/confirm");
  await page.reload();
  await expect(rating(page)).toContainText("Aucun avis");
});

test("an author cannot rate their own article @desktop", async ({ page }) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("contributor")]);
  const handle = `plume-${randomUUID()}`;
  await withDatabase(async (sql) => {
    await sql`insert into authors (handle, name, member_id) select ${handle}, 'Plume', id from members where email = ${email}`;
    await sql`insert into article_authors (article_id, author_id) select a.id, b.id from articles a, authors b where a.slug = ${slug} and b.handle = ${handle}`;
  });
  await signIn(page, { email });
  await page.goto(`/articles/${slug}`);
  await expect(rating(page).getByRole("status")).toContainText("C’est votre article");
  await star(page, 5).check();
  await button(page, "Enregistrer ma note").click();
  await expect(rating(page).getByRole("alert")).toHaveText("Vous ne pouvez pas noter votre propre article.");
});

test("a member's page makes one request for all their data, a visitor's makes none @desktop", async ({ page }) => {
  const [slug, { email }] = await Promise.all([anArticleOfOurs(), aMember("reader")]);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === "/api/me") asked.push(search);
  });
  await page.goto(`/articles/${slug}`);
  await page.keyboard.press("Tab");
  await star(page, 2).check();
  expect(asked).toEqual([]);
  await signIn(page, { email });
  asked.length = 0;
  await page.goto(`/articles/${slug}`);
  await expect(page.locator(".account-link")).toContainText("Ada");
  expect(asked).toEqual([`?article=${slug}`]);

  const codes: [string, number][] = [
    [`article=${slug}`, 200],
    ["article=jamais-paru", 404],
    ["article=Un%20titre", 400],
    [`article=${slug}&article=${slug}`, 400],
    ["article=", 400],
    [`article=${"a".repeat(201)}`, 400],
  ];
  for (const [query, status] of codes) {
    const answer = await page.request.get(`/api/me?${query}`);
    expect(answer.status(), query).toBe(status);
    expect(answer.headers()["cache-control"], query).toBe("private, no-store");
  }
});
