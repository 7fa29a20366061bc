import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { connect } from "#db/client.ts";
import { commentReports } from "#db/schema.ts";
import { addComments } from "#features/comments/mutations.ts";
import { readEnv } from "#lib/env.ts";
import { openDatabase } from "#server/postgres/database.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test, watchLayoutShifts } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, findMemberRow, password, signIn, type TestMember } from "./test-data.ts";

/** Creates an article with a published and a pending comment of a member. */
async function aDiscussion({ email }: Pick<TestMember, "email">) {
  const slug = `fil-${randomUUID()}`;
  const held = await openDatabase(readEnv());
  const { sql, close } = connect(held.url, { max: 1 });
  try {
    const [visible] = await sql<{ id: number }[]>`
      with a as (
        insert into articles (slug, status, title, body_html, comment_count, published_at)
        values (${slug}, 'published', ${`Fil ${slug}`}, ${"<p>Un texte assez long pour remplir la vue.</p>".repeat(60)}, 1, '2001-01-01')
        returning id
      )
      insert into comments (article_id, thread, depth, member_id, status, body_source, body_html)
      select a.id, thread, 0, m.id, status::comment_status, body, '<p>' || body || '</p>'
      from a, members m, (values (1, 'visible', 'Déjà lu'), (2, 'pending', 'Pas encore <em>lu</em>')) c (thread, status, body)
      where m.email = ${email}
      returning id`;
    return { slug, id: Number(visible?.id) };
  } finally {
    await close();
    await held.release();
  }
}

test("an author finds the link to edit a comment and their pending ones, without layout shift", async ({ page }) => {
  const author = await aMember("reader");
  const { slug, id } = await aDiscussion(author);
  await signIn(page, author);
  const shifts = await watchLayoutShifts(page);

  // Above the discussion: pending comments are shown when the reader reaches them.
  await page.goto(`/articles/${slug}`);
  const waiting = page.locator("#comments .pending");
  await expect(waiting).toContainText("Pas encore lu");
  await expect(waiting).toContainText("Vous seul le voyez");
  await expect(waiting.locator("em")).toHaveText("lu");
  expect(await shifts()).toEqual([]);

  // In the discussion: a button opens the list.
  await page.goto(`/articles/${slug}/comments`);
  await expect(page.locator(`#comment-${id}`).getByRole("link", { name: "Modifier" })).toHaveAttribute(
    "href",
    `/comments/${id}`,
  );
  const toggle = page.getByRole("button", { name: "1 en attente" });
  await expect(toggle).toHaveAttribute("aria-expanded", "false");
  await expect(waiting).toBeHidden();
  expect(await shifts()).toEqual([]);
  await toggle.click();
  await expect(waiting).toBeVisible();
  await expectAccessible(page);
});

test("a pending comment stays within its column, however wide its words, code and tables", async ({ page }) => {
  const author = await aMember("reader");
  const { id: memberId } = await findMemberRow(author);
  const wide = [
    "Un texte assez long pour plusieurs lignes. ".repeat(20),
    "x".repeat(150),
    `https://example.org/${"a".repeat(120)}`,
    `<code>${"y".repeat(150)}</code>`,
  ];
  const bodies = [
    ...wide.map((text) => `<p>${text}</p>`),
    `<pre><code>${"z".repeat(150)}</code></pre>`,
    `<table><tbody><tr>${"<td>colonne</td>".repeat(15)}</tr></tbody></table>`,
  ];
  const article = await anArticleWithComments();
  const pending = { memberId, status: "pending", bodySource: "x", createdAt: new Date() } as const;
  await withSiteDatabase((db) =>
    addComments(
      db,
      article.id,
      bodies.map((bodyHtml, n) => ({ ...pending, key: String(n), bodyHtml })),
    ),
  );
  await signIn(page, author);
  for (const path of [article.path, `${article.path}/comments`]) {
    await page.goto(path);
    const waiting = page.locator("#comments .pending");
    const toggle = page.locator(".pending-toggle");
    await expect(toggle).toBeVisible();
    if (!(await waiting.isVisible())) await toggle.click();
    await expect(waiting.locator("li")).toHaveCount(bodies.length);
    const beyond = await waiting.evaluate((list) => {
      const { left, right } = list.getBoundingClientRect();
      return [...list.querySelectorAll("li, .prose, p, pre, .scrollable")].filter((part) => {
        const box = part.getBoundingClientRect();
        return box.left < left || box.right > right;
      }).length;
    });
    expect(beyond, path).toBe(0);
    await expectNoSidewaysScroll(page);
  }
});

test("a page asks once about a session that was ended elsewhere, and until then the name links to the account @desktop", async ({
  page,
  context,
  baseURL,
}) => {
  const member = await aMember("reader");
  await signIn(page, member);
  await page.goto("/");
  await expect(page.getByRole("link", { name: member.name })).toHaveAttribute("href", "/account");
  await context.clearCookies();
  await context.addCookies([{ name: "vigie_hint", value: "1", url: baseURL ?? "" }]);
  // The cookie is gone before Playwright hears of the request: its events come from the page's process, later.
  const response = page.waitForResponse((answer) => answer.url().includes("/api/me"));
  await page.goto("/");
  await response;
  await expect.poll(async () => (await context.cookies()).map(({ name }) => name)).not.toContain("vigie_hint");
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/me")) asked.push(request.url());
  });
  await page.goto("/", { waitUntil: "networkidle" });
  expect(asked).toEqual([]);
});

test("a visitor reports a comment by the link below it, after signing in @nojs @phone", async ({ page }) => {
  const [author, reader] = await Promise.all([aMember("reader"), aMember("reader")]);
  const { slug, id } = await aDiscussion(author);
  await page.goto(`/articles/${slug}/comments`);
  await page.locator(`#comment-${id}`).getByRole("link", { name: "Signaler" }).click();
  await page.getByLabel("Adresse électronique").fill(reader.email);
  await page.getByLabel("Mot de passe").fill(password);
  await page.getByRole("button", { name: "Se connecter", exact: true }).click();
  await expect(page).toHaveURL(`/comments/${id}#report`);
  await page.getByRole("radio", { name: "Hors sujet" }).check();
  await page.getByRole("button", { name: "Envoyer le signalement" }).click();
  await expect(page.getByText("La modération lira votre signalement.")).toBeVisible();

  // For a signed-in member it is shown immediately.
  await page.goto(`/articles/${slug}/comments`);
  await page.locator(`#comment-${id}`).getByRole("link", { name: "Signaler" }).click();
  await expect(page).toHaveURL(`/comments/${id}#report`);
});

test("a report that fails on the network stays in its form, and counts once when it is sent again @desktop", async ({
  browser,
  baseURL,
}) => {
  const [author, reader] = await Promise.all([aMember("reader"), aMember("reader")]);
  const { id } = await aDiscussion(author);
  // A separate context: the watched one fails on the requests that this test lets fail.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const broken: string[] = [];
  page.on("pageerror", (error) => broken.push(error.message));
  const answers: number[] = [];
  page.on("response", (response) => {
    if (response.request().headers()["next-action"]) answers.push(response.status());
  });
  await signIn(page, reader);
  await page.goto(`/comments/${id}`, { waitUntil: "networkidle" });
  const note = page.locator("#report-note");
  const send = page.getByRole("button", { name: "Envoyer le signalement" });
  const staysWith = async (text: string, sentence: RegExp) => {
    await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
    await expect(note).toHaveValue(text);
    await expect(page.getByRole("radio", { name: "Hors sujet" })).toBeChecked();
  };
  await page.getByRole("radio", { name: "Hors sujet" }).check();
  await note.fill("Sans rapport\navec l’article.");
  await context.setOffline(true);
  await send.click();
  await staysWith("Sans rapport\navec l’article.", /Vous êtes hors ligne/);
  await context.setOffline(false);
  // A proxy whose site does not respond.
  await page.route(`**/comments/${id}`, (route) =>
    route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }),
  );
  await note.fill("Sans rapport aucun.");
  await send.click();
  await staysWith("Sans rapport aucun.", /Le site ne répond pas/);
  await page.unroute(`**/comments/${id}`);
  // The page server's own refusal names the problem.
  const long = "x".repeat(300_000);
  await note.fill(long);
  await send.click();
  await staysWith(long, /dépasse la taille autorisée/);
  await note.fill("Sans rapport.");
  await send.click();
  await expect(page.getByText("La modération lira votre signalement.")).toBeVisible();
  expect(answers).toEqual([502, 413, 200]);
  expect(await withSiteDatabase((db) => db.$count(commentReports, eq(commentReports.commentId, id)))).toBe(1);
  // The router still works.
  await page.getByRole("link", { name: reader.name }).first().click();
  await expect(page).toHaveURL("/account");
  expect(broken).toEqual([]);
  await context.close();
});

test("a moderator has a link to each comment's page; a reader has none @desktop", async ({ page }) => {
  const [author, moderator] = await Promise.all([aMember("reader"), aMember("moderator")]);
  const { slug, id } = await aDiscussion(author);
  const way = page.locator(`#comment-${id}`).getByRole("link", { name: "Modérer" });
  await page.goto(`/articles/${slug}/comments`);
  await expect(page.locator(`#comment-${id}`)).toBeVisible();
  await expect(way).toHaveCount(0);
  await signIn(page, moderator);
  const shifts = await watchLayoutShifts(page);
  await page.goto(`/articles/${slug}/comments`);
  await expect(way).toBeVisible();
  expect(await shifts()).toEqual([]);
  await way.click();
  await expect(page).toHaveURL(`/comments/${id}`);
  await expect(page.locator("#comments .pending")).toHaveCount(0);
});

test("an editor has a link from an article to its editor, without layout shift; a moderator has none @desktop", async ({
  page,
}) => {
  const [author, editor, moderator] = await Promise.all([aMember("reader"), aMember("editor"), aMember("moderator")]);
  const { slug } = await aDiscussion(author);
  const way = page.getByRole("link", { name: "Modifier l’article" });
  await signIn(page, moderator);
  await page.goto(`/articles/${slug}`);
  await expect(page.getByRole("link", { name: "Modérer" }).first()).toBeVisible();
  await expect(way).toHaveCount(0);
  await page.context().clearCookies();
  await signIn(page, editor);
  const shifts = await watchLayoutShifts(page);
  await page.goto(`/articles/${slug}`);
  await expect(way).toBeVisible();
  expect(await shifts()).toEqual([]);
  await way.click();
  await expect(page).toHaveURL(/\/admin\/articles\/\d+$/);
  await expect(page.getByRole("textbox", { name: "Titre", exact: true }).first()).toBeVisible();
});

test("a member's header stays in one row on phones and tablets @desktop", async ({ page }) => {
  const member = await aMember("reader");
  await signIn(page, member);
  for (const width of [320, 390, 768, 820, 864]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/rules");
    await expect(page.locator(".account-link .avatar")).toBeVisible();
    const tops = await page
      .locator(".head-rows > :is(.wordmark, .account, .menu-link)")
      .evaluateAll((items) =>
        items.map((item) => item.getBoundingClientRect()).map(({ top, height }) => top + height / 2),
      );
    expect(tops.length, `${width} pixels`).toBe(3);
    expect(Math.max(...tops) - Math.min(...tops), `${width} pixels`).toBeLessThan(20);
  }
});
