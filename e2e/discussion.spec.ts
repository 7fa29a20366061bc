import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { eq, sql } from "drizzle-orm";
import { members } from "#db/schema.ts";
import { storeThreadRanks } from "#features/comments/jobs.ts";
import { addComments } from "#features/comments/mutations.ts";
import { reactToComment } from "#features/comments/posting/react.ts";
import { postCommentAs } from "#features/comments/testing.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  changeSetting,
  commentWithText,
  fillSignInForm,
  signIn,
  waitUntilHydrated,
} from "./test-data.ts";

const memberId = (email: string) =>
  withSiteDatabase(async (db) => {
    const [row] = await db.select({ id: members.id }).from(members).where(eq(members.email, email));
    return row?.id ?? 0;
  });

test("a visitor reads a discussion from its oldest, newest or best threads, page by page @nojs @phone", async ({
  page,
}) => {
  const article = await anArticleWithComments(Array.from({ length: 25 }, (_, n) => ({ key: `fil-${n + 1}.` })));
  const reader = await memberId((await aMember("reader")).email);
  await withSiteDatabase(async (db) => {
    await reactToComment(db, reader, article.comments.get("fil-9.") ?? 0, true);
    await storeThreadRanks(db, article.id);
  });
  const first = page.locator("#comments article.h-cite").first();
  const orders = page.getByRole("navigation", { name: "Ordre des commentaires" });

  await page.goto(article.path);
  await expect(first).toContainText("fil-1.");
  await expect(orders.getByRole("link", { name: "Anciens" })).toHaveAttribute("aria-current", "true");
  await orders.getByRole("link", { name: "Récents" }).click();
  await expect(first).toContainText("fil-25.");
  await page.getByRole("link", { name: "Page suivante" }).click();
  await expect(first).toContainText("fil-5.");
  await expect(page).toHaveURL(/\?sort=newest&page=2/);
  await orders.getByRole("link", { name: "Pertinents" }).click();
  await expect(first).toContainText("fil-9.");
  await expect(page.locator("#comments article.h-cite").nth(1)).toContainText("fil-1.");
  await expectNoSidewaysScroll(page);
});

test("an unknown order shows the default discussion, with one canonical address @desktop", async ({ page }) => {
  const { path } = await anArticleWithComments([{ key: "un" }, { key: "deux" }]);
  for (const query of ["", "?sort=oldest", "?sort=worst", "?sort=newest&sort=x", "?x=1"]) {
    const answer = await page.goto(`${path}/comments${query}`);
    expect(answer?.status(), query).toBe(200);
    await expect(page.locator('link[rel="canonical"]'), query).toHaveAttribute("href", new RegExp(`${path}/comments$`));
  }
  await page.goto(`${path}/comments?sort=newest`);
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
  expect((await page.goto(`${path}/comments?sort=best&page=2`))?.status()).toBe(404);
});

test("a visitor reads a deeply nested reply on its own page, and a long thread over several pages @nojs @phone", async ({
  page,
}) => {
  const deep = Array.from({ length: 8 }, (_, n) => ({ key: `d${n}.`, parent: n > 0 ? { key: `d${n - 1}.` } : null }));
  const long = Array.from({ length: 120 }, (_, n) => ({ key: `r${n}.`, parent: { key: "racine." } }));
  const { path, comments } = await anArticleWithComments([...deep, { key: "racine." }, ...long]);
  await page.goto(path);
  await expect(commentWithText(page, "d5.")).toHaveCount(0);
  await page.getByRole("link", { name: "Continuer ce fil (3 réponses)" }).click();
  await expect(commentWithText(page, "d7.")).toBeVisible();
  await expect(commentWithText(page, "d3.")).toHaveCount(0);
  await page.getByRole("link", { name: "Toute la discussion" }).click();
  await expect(page).toHaveURL(new RegExp(`${path}#comment-${comments.get("d0.")}$`));

  await expect(commentWithText(page, "r119.")).toHaveCount(0);
  await page.getByRole("link", { name: "La suite de ce fil" }).click();
  await expect(commentWithText(page, "r119.")).toBeVisible();
  // Each comment's own address shows it, wherever it is in the discussion.
  for (const key of ["d2.", "d6.", "r50.", "r119."]) {
    await page.goto(`/comments/${comments.get(key)}`);
    await expect(page).toHaveURL(new RegExp(`#comment-${comments.get(key)}$`));
    await expect(commentWithText(page, key)).toBeVisible();
  }
});

test("a member marks a comment as relevant and removes the mark with the same button @nojs @phone", async ({
  page,
}, testInfo) => {
  const scripts = testInfo.project.name !== "no-javascript";
  const { path } = await anArticleWithComments([{ key: "À juger." }]);
  await signIn(page, await aMember("reader"));
  await page.goto(path);
  const button = commentWithText(page, "À juger.").getByRole("button", { name: "Pertinent" });
  if (scripts) await expect(button).toHaveAttribute("aria-pressed", "false");
  await button.click();
  await expect(button).toHaveText("Pertinent1");
  if (scripts) {
    await expect(button).toHaveAttribute("aria-pressed", "true");
    await expectAccessible(page);
    // The shared page has the count, and this reader's own button is still pressed.
    await page.reload();
    await expect(button).toHaveText("Pertinent1");
    await expect(button).toHaveAttribute("aria-pressed", "true");
  }
  await button.click();
  await expect(button).toHaveText("Pertinent");
});

test("a member cannot react to their own comment; a visitor is sent to sign in and back @nojs @phone", async ({
  page,
}, testInfo) => {
  const member = await aMember("reader");
  const { path, comments } = await anArticleWithComments([{ key: "À moi.", memberId: await memberId(member.email) }]);
  const back = `/login?next=${encodeURIComponent(`${path}#comment-${comments.get("À moi.")}`)}`;
  await page.goto(path);
  if (testInfo.project.name !== "no-javascript") {
    // Pressed before hydration, the button leads directly to the sign-in page.
    await page.locator("#comments-heading").click();
    await waitUntilHydrated(page);
  }
  await commentWithText(page, "À moi.").getByRole("button", { name: "Pertinent" }).click();
  if (testInfo.project.name !== "no-javascript") {
    const note = commentWithText(page, "À moi.").getByRole("status");
    await expect(note).toContainText("Connectez-vous pour réagir à ce commentaire.");
    await expect(note.getByRole("link", { name: "Se connecter" })).toBeFocused();
    await expect(commentWithText(page, "À moi.").getByRole("alert")).toHaveCount(0);
    await expect(commentWithText(page, "À moi.").getByRole("button", { name: "Pertinent" })).toHaveText("Pertinent");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
  }
  await expect(page).toHaveURL(back);
  await fillSignInForm(page, member);
  if (testInfo.project.name === "no-javascript") await page.getByRole("link", { name: "Revenir à l’article" }).click();
  await expect(page).toHaveURL(new RegExp(`${path}#comment-${comments.get("À moi.")}$`));
  const button = commentWithText(page, "À moi.").getByRole("button", { name: "Pertinent" });
  if (testInfo.project.name !== "no-javascript") return expect(button).toHaveCount(0);
  await button.click();
  await expect(page.getByText("aux autres d’en juger")).toBeVisible();
});

test("a member writes and replies using only the keyboard @desktop", async ({ page }) => {
  const { path } = await anArticleWithComments([{ key: "Premier avis." }]);
  await signIn(page, await aMember());
  await page.goto(`${path}/comments`);
  await waitUntilHydrated(page);
  const focused = (name: string) =>
    page.evaluate(
      (want) => document.activeElement?.textContent === want || document.activeElement?.getAttribute("name") === want,
      name,
    );
  const tabTo = async (name: string) => {
    for (let n = 0; n < 80 && !(await focused(name)); n += 1) await page.keyboard.press("Tab");
    expect(await focused(name), name).toBe(true);
  };
  await tabTo("body");
  await page.keyboard.type("Écrit au clavier.");
  await tabTo("Publier le commentaire");
  await page.keyboard.press("Enter");
  await expect(commentWithText(page, "Écrit au clavier.")).toBeVisible();

  await tabTo("Répondre");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Votre réponse")).toBeFocused();
  await page.keyboard.type("Réponse au clavier.");
  await tabTo("Publier la réponse");
  await page.keyboard.press("Enter");
  const reply = page.locator(".replies article.h-cite", { hasText: "Réponse au clavier." });
  await expect(reply).toBeVisible();
});

test("a comment appears immediately, is confirmed, and returns to the form if it is refused @desktop", async ({
  page,
}) => {
  const { path } = await anArticleWithComments();
  await signIn(page, await aMember());
  await page.goto(path);
  const form = page.locator("#comments form.comment-form");
  const area = form.getByLabel("Votre commentaire");
  await area.focus();
  await waitUntilHydrated(page);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await area.fill("Aussitôt là.");
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(form.locator(".comment-preview")).toContainText("Aussitôt là.");
  await expect(area).toHaveValue("");
  goOn();
  await expect(commentWithText(page, "Aussitôt là.")).toBeVisible();
  await expect(form.locator(".comment-preview")).toHaveCount(0);
  await expect(form.getByRole("status").filter({ hasText: "Votre commentaire est publié." })).toBeVisible();

  await area.fill("\u0301\u0301");
  await form.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(form.getByRole("alert")).toContainText("Écrivez votre commentaire avant de l’envoyer.");
  await expect(area).toHaveValue("\u0301\u0301");
});

test("a member's draft stays with its article until it is sent @desktop", async ({ page }) => {
  const [one, other] = [await anArticleWithComments(), await anArticleWithComments()];
  await signIn(page, await aMember());
  await page.goto(one.path);
  const area = page.getByLabel("Votre commentaire");
  await area.focus();
  await waitUntilHydrated(page);
  await area.fill("Commencé hier.");
  await page.goto(other.path);
  await waitUntilHydrated(page);
  await expect(area).toHaveValue("");
  await page.goto(one.path);
  await expect(area).toHaveValue("Commencé hier.");
  await expect(page.getByText("Votre texte a été conservé ici.")).toBeVisible();
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  await expect(page.getByText("Votre texte a été conservé ici.")).toBeHidden();
  await expect(commentWithText(page, "Commencé hier.")).toBeVisible();
  await page.reload();
  await waitUntilHydrated(page);
  await expect(area).toHaveValue("");
});

test("a member is offered another member's new comment, and nothing moves until they open it", async ({
  page,
  browser,
  baseURL,
}) => {
  const { path } = await anArticleWithComments([{ key: "Déjà là." }]);
  await signIn(page, await aMember());
  // The stream opens for a signed-in member with the discussion in view.
  const streaming = page.waitForRequest(/\/api\/live\?/);
  await page.goto(path);
  const here = commentWithText(page, "Déjà là.");
  await here.scrollIntoViewIfNeeded();
  await streaming;

  const context = await browser.newContext({ baseURL });
  const elsewhere = await context.newPage();
  await signIn(elsewhere, await aMember());
  await elsewhere.goto(path);
  const before = await here.boundingBox();
  const texts = [`Un ${randomUUID()}`, `Deux ${randomUUID()}`];
  for (const text of texts) {
    await elsewhere.getByLabel("Votre commentaire").fill(text);
    await elsewhere.getByRole("button", { name: "Publier le commentaire" }).click();
    await expect(commentWithText(elsewhere, text)).toBeVisible();
  }
  await context.close();

  const offer = page.getByRole("button", { name: "2 nouveaux commentaires" });
  await expect(offer).toBeVisible();
  expect(await here.boundingBox()).toEqual(before);
  await expect(commentWithText(page, texts[0] ?? "")).toHaveCount(0);
  await offer.click();
  for (const text of texts) await expect(commentWithText(page, text)).toBeVisible();
  await expect(commentWithText(page, texts[0] ?? "")).toBeFocused();
  await expect(page.getByRole("button", { name: /nouveaux? commentaire/ })).toHaveCount(0);
});

test("a page that was rendered again after a comment hydrates, and so does the earlier version @desktop", async ({
  page,
}) => {
  const article = await anArticleWithComments([{ key: "premier" }]);
  // Opened, with its scripts still waiting for an interaction.
  await page.goto(article.path);
  const key = "réponse";
  await withSiteDatabase((db) =>
    addComments(db, article.id, [
      { key, authorName: key, status: "visible", bodySource: key, bodyHtml: `<p>${key}</p>`, createdAt: new Date() },
    ]),
  );
  await expect(async () =>
    expect(await (await page.request.get(article.path)).text()).toContain(`<p>${key}</p>`),
  ).toPass();
  await page.getByRole("heading", { level: 1 }).click();
  await waitUntilHydrated(page);
  await page.goto(article.path);
  await page.getByRole("heading", { level: 1 }).click();
  await waitUntilHydrated(page);
  await expect(page.locator("#comments-heading")).toContainText("2");
  await expect(commentWithText(page, key)).toBeVisible();
});

test("a member who only reads opens no stream @desktop", async ({ page }) => {
  const { path } = await anArticleWithComments([{ key: "À lire." }]);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(path);
  await commentWithText(page, "À lire.").scrollIntoViewIfNeeded();
  await waitUntilHydrated(page);
  expect(asked).not.toContain("/api/live");
  expect(asked).not.toContain("/api/me");
  await page.getByLabel("Votre commentaire").click();
  await expect.poll(() => asked).toContain("/api/live");
});

test("a member whose sessions end while the page is open sees it at the next click and keeps the text @nojs @phone", async ({
  page,
}, testInfo) => {
  const member = await aMember();
  const { path } = await anArticleWithComments();
  await signIn(page, member);
  await page.goto(path);
  await page.getByLabel("Votre commentaire").fill("Écrit avant de savoir.");
  // Whatever ends all sessions of a member: a ban, a new password, "sign out everywhere".
  const out = { sessionVersion: sql`${members.sessionVersion} + 1` };
  await withSiteDatabase((db) => db.update(members).set(out).where(eq(members.email, member.email)));
  await page.getByRole("button", { name: "Publier le commentaire" }).click();
  // Excludes the message that the comment is being sent, which may still be shown.
  const note = page.locator("#comments form.comment-form").getByRole("status").filter({ hasText: "Connectez-vous" });
  // Without scripts the new page opens at the reason, not at its top.
  await expect(note).toBeInViewport();
  await expect(page.locator(".form-sign-in noscript")).toBeVisible({
    visible: testInfo.project.name === "no-javascript",
  });
  await expect(page.getByLabel("Votre commentaire")).toHaveValue("Écrit avant de savoir.");
  await page.goto(`${path}/comments`);
  await expect(page.locator("#comments article.h-cite")).toHaveCount(0);
});

test("an action called by hand with arbitrary input responds with a refusal, never with an error @desktop", async ({
  page,
  request,
  baseURL,
}) => {
  const { path } = await anArticleWithComments();
  await page.goto(path);
  const bound = await page.locator('#comments form.comment-form input[name^="$ACTION_"][name$=":0"]').inputValue();
  const headers = {
    "Next-Action": JSON.parse(bound).id,
    "Content-Type": "text/plain;charset=UTF-8",
    Origin: baseURL ?? "",
  };
  // Wrong types. Input that React cannot parse gets a 500 from Next itself (16.4.6).
  const hostile = [
    [null, "text"],
    [{}, { body: 1, article: [] }],
    [null, [1, 2]],
    [null, null],
    [],
    ["$undefined", "$undefined"],
  ];
  for (const data of hostile) {
    const answer = await request.post(path, { headers, data: JSON.stringify(data) });
    const said = await answer.text();
    expect(answer.status(), JSON.stringify(data)).toBeLessThan(500);
    expect(said).not.toContain("at Object.");
  }
  await page.goto(`${path}/comments`);
  await expect(page.locator("#comments article.h-cite")).toHaveCount(0);
});

const folder = "../shared/data/xss";
test("hostile strings are shown as text and run no script @desktop", async ({ page }) => {
  test.skip(!existsSync(folder), `${folder} is not here`);
  test.slow();
  const member = await aMember();
  const author = { id: await memberId(member.email), role: "editor" as const };
  const { path, slug } = await anArticleWithComments();
  const lines = ["JHADDIX_XSS.txt", "RSNAKE_XSS.txt", "XSS_Polyglots.txt"].flatMap((name) =>
    readFileSync(`${folder}/${name}`, "utf8").split("\n"),
  );
  const stored = await withSiteDatabase(async (db) => {
    let count = 0;
    for (const [n, body] of lines.entries()) {
      const posted = await postCommentAs(db, author, { article: slug, body, key: `hostile-${n}-${slug}` });
      if (posted.ok) count += 1;
    }
    return count;
  });
  expect(stored).toBeGreaterThan(100);
  const ran: string[] = [];
  page.on("dialog", (dialog) => {
    ran.push(dialog.message());
    void dialog.dismiss();
  });
  await signIn(page, member);
  const pages = Math.ceil(stored / 20);
  for (let n = 1; n <= pages; n += 1) {
    // The fixture fails on a policy report, a request to another origin and any script error.
    await page.goto(`${path}/comments${n > 1 ? `?page=${n}` : ""}`);
    await waitUntilHydrated(page);
    const bodies = page.locator("#comments .comment-body");
    expect(
      await bodies.locator("script, img, svg, iframe, object, embed, style, link, form, input, video, math").count(),
    ).toBe(0);
    const handlers = await bodies
      .locator("*")
      .evaluateAll((all) =>
        all.flatMap((element) =>
          element
            .getAttributeNames()
            .filter(
              (name) => /^on/i.test(name) || /^\s*(javascript|data|vbscript):/i.test(element.getAttribute(name) ?? ""),
            ),
        ),
      );
    expect(handlers).toEqual([]);
  }
  expect(page.url()).toContain(path);
  expect(ran).toEqual([]);
});

test("an article that is too old for comments shows this wherever its discussion appears @alone", async ({ page }) => {
  const { path, comments } = await anArticleWithComments([{ key: "ancien" }]);
  const places = [path, `${path}/comments`, `${path}/comments/${comments.get("ancien")}`];
  await page.goto(path);
  await expect(page.getByRole("link", { name: /^Répondre/ })).toHaveCount(1);
  await changeSetting("comments.closeAfterDays", "365");
  try {
    for (const place of places) {
      await expect(async () => {
        await page.goto(place);
        await expect(page.getByText("Les commentaires sont fermés.")).toBeVisible({ timeout: 500 });
      }, place).toPass();
      await expect(page.getByRole("link", { name: /^Répondre/ })).toHaveCount(0);
      await expect(page.locator("textarea[name=body]")).toHaveCount(0);
    }
  } finally {
    await changeSetting("comments.closeAfterDays", "0");
  }
});
