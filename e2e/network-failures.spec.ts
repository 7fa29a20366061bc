import type { Browser, Page, Route, TestInfo } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  findMemberRow,
  signIn,
  waitUntilHydrated,
} from "./test-data.ts";

/** A separate page with the width of this journey's: the watched one fails on the requests that this test lets fail. */
async function unwatchedPage(browser: Browser, { project }: TestInfo): Promise<Page> {
  const { baseURL, viewport, isMobile, hasTouch, javaScriptEnabled } = project.use;
  const context = await browser.newContext({ baseURL, viewport, isMobile, hasTouch, javaScriptEnabled });
  return context.newPage();
}

const rating = (page: Page) => page.locator("#rating");
const star = (page: Page, count: number) => rating(page).getByRole("radio", { name: `${count} étoiles`, exact: true });
const rate = (page: Page) => rating(page).getByRole("button", { name: "Enregistrer ma note", exact: true });
const unsent = (page: Page) => page.getByRole("alert").filter({ hasText: "rien n’a été envoyé" });

/** Intercepts each action call of this page. */
async function answerCalls(page: Page, path: string, answer: (route: Route) => Promise<void>): Promise<void> {
  await page.unrouteAll();
  await page.route(`**${path}*`, (route) =>
    route.request().headers()["next-action"] ? answer(route) : route.continue(),
  );
}

/** The response of an action, as React encodes it. */
const actionAnswer = (state: object) => ({
  status: 200,
  contentType: "text/x-component",
  body: `0:${JSON.stringify({ a: state })}\n`,
});

/** Passes on the first half of the response. */
const breakOff = async (route: Route) => {
  const response = await route.fetch();
  const body = await response.text();
  await route.fulfill({ response, body: body.slice(0, Math.floor(body.length / 2)) });
};

const failures: [string, RegExp, (route: Route) => Promise<void>][] = [
  ["the connection is refused", /Le site ne répond pas/, (route) => route.abort("connectionrefused")],
  [
    "a proxy answers 503",
    /ne répond pas/,
    (route) => route.fulfill({ status: 503, contentType: "text/html", body: "" }),
  ],
  [
    "a proxy answers 413",
    /ne répond pas/,
    (route) => route.fulfill({ status: 413, contentType: "text/html", body: "" }),
  ],
  [
    "a captive portal answers",
    /Le site ne répond pas/,
    (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<h1>Wi-Fi</h1>" }),
  ],
  [
    "the page server answers 429",
    /Trop de demandes/,
    (route) => route.fulfill({ status: 429, contentType: "text/plain", body: "vigie: Trop de demandes." }),
  ],
  ["the response breaks off", /Le site ne répond pas/, breakOff],
  [
    "the site was upgraded",
    /Le site a été mis à jour/,
    (route) => route.fulfill({ status: 404, headers: { "x-nextjs-action-not-found": "1" }, body: "" }),
  ],
  [
    "the answer is no action's",
    /Le site ne répond pas/,
    (route) => route.fulfill({ status: 200, contentType: "text/x-component", body: '0:{"a":null}\n' }),
  ],
];

test("a rating and a reaction that fail on the network keep their page and say why @phone", async ({
  browser,
}, testInfo) => {
  test.slow();
  const { path } = await anArticleWithComments([{ key: "À juger." }]);
  const page = await unwatchedPage(browser, testInfo);
  await signIn(page, await aMember("reader"));
  await page.goto(path);
  await waitUntilHydrated(page);
  const button = commentWithText(page, "À juger.").getByRole("button", { name: "Pertinent" });
  await expect(button).toHaveAttribute("aria-pressed", "false");
  // The site stores the rating whose response breaks off, and the page may know it before the next attempt.
  const send = rating(page).getByRole("button", { name: /^(Enregistrer|Changer) ma note$/ });
  const tryBoth = async (what: string, sentence: RegExp) => {
    await star(page, 4).check();
    await send.click();
    await expect(rating(page).getByRole("alert"), what).toHaveText(sentence);
    await expect(star(page, 4), what).toBeChecked();
    await button.click();
    await expect(commentWithText(page, "À juger.").getByRole("alert"), what).toHaveText(sentence);
    // The optimistic state is reverted.
    await expect(button, what).toHaveText("Pertinent");
    await expect(button, what).toHaveAttribute("aria-pressed", "false");
  };
  await page.context().setOffline(true);
  await tryBoth("offline", /Vous êtes hors ligne/);
  await expectAccessible(page);
  await page.context().setOffline(false);
  for (const [what, sentence, answer] of failures) {
    await answerCalls(page, path, answer);
    await tryBoth(what, sentence);
  }
  await page.unrouteAll();
  await button.click();
  await expect(button).toHaveText("Pertinent1");
  await send.click();
  await expect(rating(page)).toContainText("1 avis, 4,00/5");
  await page.context().close();
});

test("a part that fails says so in its place and can be retried, and the rest of the page keeps working @desktop", async ({
  browser,
}, testInfo) => {
  const { path } = await anArticleWithComments([{ key: "Qui reste." }]);
  const page = await unwatchedPage(browser, testInfo);
  await signIn(page, await aMember("reader"));
  await page.goto(path);
  await waitUntilHydrated(page);
  const text = page.locator("#comments").getByLabel("Votre commentaire");
  await text.fill("Ce que j’écrivais.");

  // Responses that no version of the site sends: the parts throw while they render.
  await answerCalls(page, path, (route) =>
    route.fulfill(actionAnswer({ status: "refused", code: 5, message: "", fields: {}, typed: {} })),
  );
  await star(page, 3).check();
  await rate(page).click();
  await expect(rating(page).getByRole("alert")).toContainText("Cette partie de la page n’a pas pu s’afficher");
  await expect(rating(page).getByRole("heading", { name: "L’avis des lecteurs" })).toBeVisible();
  await expectAccessible(page);

  await answerCalls(page, path, (route) => route.fulfill(actionAnswer({ status: "done" })));
  await commentWithText(page, "Qui reste.").getByRole("button", { name: "Pertinent" }).click();
  const failed = page.locator("#comments").getByRole("alert");
  await expect(failed).toContainText("Cette partie de la page n’a pas pu s’afficher");
  await expect(commentWithText(page, "Qui reste.")).toBeVisible();
  await expect(text).toHaveValue("Ce que j’écrivais.");

  await page.unrouteAll();
  await failed.getByRole("button", { name: "Réessayer" }).click();
  const button = commentWithText(page, "Qui reste.").getByRole("button", { name: "Pertinent" });
  await button.click();
  await expect(button).toHaveText("Pertinent1");
  await rating(page).getByRole("button", { name: "Réessayer" }).click();
  await star(page, 3).check();
  await rate(page).click();
  await expect(rating(page)).toContainText("1 avis, 3,00/5");
  await page.context().close();
});

test("a truncated page shows an error page in the site's language, which can be reloaded @phone", async ({
  browser,
}, testInfo) => {
  const member = await aMember();
  const { id: memberId } = await findMemberRow(member);
  const article = await anArticleWithComments([{ key: "Un commentaire.", memberId }]);
  const page = await unwatchedPage(browser, testInfo);
  await signIn(page, member);
  const path = `/comments/${article.comments.get("Un commentaire.")}`;
  await page.goto(path);
  await waitUntilHydrated(page);
  // The response to a change carries the page that shows it.
  await answerCalls(page, path, breakOff);
  await page.getByLabel("Modifier").fill("Un commentaire corrigé.");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  const heading = page.getByRole("heading", { name: "Cette page n’a pas pu s’afficher" });
  await expect(heading).toBeFocused();
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page.getByRole("link", { name: "Revenir à l’accueil" })).toBeVisible();
  await expectAccessible(page);
  await page.unrouteAll();
  await page.getByRole("button", { name: "Recharger la page" }).click();
  await expect(page.locator("main")).toContainText("Un commentaire corrigé.");
  await page.context().close();
});

test("a form sent offline before the scripts have loaded is held back, and can be sent once online @phone", async ({
  browser,
}, testInfo) => {
  const { path } = await anArticleWithComments();
  const page = await unwatchedPage(browser, testInfo);
  await page.goto(path);
  await page.context().setOffline(true);
  await star(page, 4).check();
  await rate(page).click();
  await expect(unsent(page)).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(path);
  await expect(star(page, 4)).toBeChecked();
  await expect(unsent(page)).toBeInViewport({ ratio: 1 });
  await page.context().setOffline(false);
  await rate(page).click();
  await expect(rating(page).getByRole("status")).toContainText("connectez-vous", { ignoreCase: true });
  await expect(star(page, 4)).toBeChecked();
  await expect(unsent(page)).toBeHidden();
  await page.context().close();
});

test("a form is held back if the site is down before the scripts have loaded @desktop", async ({
  browser,
}, testInfo) => {
  const { path } = await anArticleWithComments();
  const page = await unwatchedPage(browser, testInfo);
  await page.goto(path);
  await page.route("**/*", (route) => route.abort("connectionrefused"));
  await page.locator("#comments").getByLabel("Votre commentaire").fill("Ce que j’écrivais.");
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(unsent(page)).toBeVisible();
  await expect(page.locator("#comments").getByLabel("Votre commentaire")).toHaveValue("Ce que j’écrivais.");
  await page.context().close();
});

test("after an upgrade that removed the page's scripts, its forms work without them, and no request loops @phone", async ({
  browser,
}, testInfo) => {
  const { path } = await anArticleWithComments();
  const page = await unwatchedPage(browser, testInfo);
  const asked: string[] = [];
  await page.route("**/_next/static/**/*.js*", (route) => {
    asked.push(route.request().url());
    return route.fulfill({ status: 404, body: "" });
  });
  await page.goto(path);
  for (let n = 0; n < 5; n += 1) await page.keyboard.press("Tab");
  await page.waitForLoadState("networkidle");
  await star(page, 2).check();
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.length).toBe(new Set(asked).size);
  await rate(page).click();
  await expect(page).toHaveURL(/#rating$/);
  await expect(rating(page).getByRole("status")).toContainText("Connectez-vous pour noter");
  await expect(star(page, 2)).toBeChecked();
  await page.context().close();
});

test("if one script is missing, the page says so or works without it, and offers a reload @desktop", async ({
  browser,
}, testInfo) => {
  const { path } = await anArticleWithComments();
  const page = await unwatchedPage(browser, testInfo);
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (/chunks\/[^/]*\.js/.test(request.url())) scripts.push(request.url());
  });
  await page.goto(path);
  await page.keyboard.press("Tab");
  await waitUntilHydrated(page);
  for (const missing of new Set(scripts)) {
    await page.unrouteAll();
    await page.route(missing, (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto(path);
    await page.keyboard.press("Tab");
    await expect(page.getByText(/couldn.t load|Application error/), missing).toHaveCount(0);
    // The result depends on whether the script's failure is reported before the other scripts run.
    const failed = page.getByRole("heading", { name: "Cette page n’a pas pu s’afficher" });
    await expect(page.getByText("Un texte.").or(failed), missing).toBeVisible();
  }
  await page.context().close();
});

test("signing out offline says that it failed @desktop", async ({ browser }, testInfo) => {
  const page = await unwatchedPage(browser, testInfo);
  await signIn(page, await aMember("reader"));
  await page.goto("/account");
  await waitUntilHydrated(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Vous êtes hors ligne" })).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await expect(page).toHaveURL("/");
  await page.context().close();
});
