import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { eq } from "drizzle-orm";
import { articleRevisions, articles } from "#db/schema.ts";
import { bodyAtWork, bodyOf, state, title, titleOf, untilReady } from "./editor.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

test("a contributor drafts without scripts; an editor publishes and changes the address @only-nojs", async ({
  page,
}) => {
  await signIn(page, await aMember("contributor"));
  await page.goto("/admin/articles/new");
  const name = title();
  await titleOf(page).fill(name);
  await page.getByLabel("Chapeau").fill("Un chapeau.");
  await page.getByLabel("Corps de l’article").fill("<p>Un <b>texte</b>.</p><script>alert(1)</script>");
  await expect(page.getByRole("button", { name: "Publier" })).toHaveCount(0);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page).toHaveURL(/\/admin\/articles\/\d+\?done=save/);
  await expect(page.getByLabel("Corps de l’article")).toHaveValue("<p>Un <strong>texte</strong>.</p>");
  const path = new URL(page.url()).pathname;

  await page.context().clearCookies();
  await signIn(page, await aMember("contributor"));
  expect((await page.goto(path))?.status()).toBe(404);

  await page.context().clearCookies();
  await signIn(page, await aMember("editor"));
  await page.goto(path);
  await page.getByLabel("Adresse", { exact: true }).fill("feed");
  await page.getByRole("button", { name: "Publier" }).click();
  await expect(page.getByText("Cette adresse est réservée")).toBeVisible();
  await expect(page.getByLabel("Adresse", { exact: true })).toHaveValue("feed");
  const slug = `essai-${randomUUID()}`;
  await page.getByLabel("Adresse", { exact: true }).fill(slug);
  await page.getByRole("button", { name: "Publier" }).click();
  // The checklist asks once.
  await expect(page.getByText("Aucune rubrique n’est choisie.")).toBeVisible();
  await page.getByRole("button", { name: "Publier quand même" }).click();
  await expect(page.getByText("Publié : l’article est en ligne.")).toBeVisible();
  expect((await page.goto(`/articles/${slug}`))?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);

  await page.goto(path);
  await page.getByLabel("Adresse", { exact: true }).fill(`${slug}-2`);
  await page.getByRole("button", { name: "Mettre à jour" }).click();
  await expect(page.getByText("Publié : l’article est en ligne.")).toBeVisible();
  await page.goto(`/articles/${slug}`);
  await expect(page).toHaveURL(new RegExp(`${slug}-2$`));
  for (const [from, to] of [
    [`/articles/${slug}/`, `/articles/${slug}-2`],
    [`/articles/${slug}/comments`, `/articles/${slug}-2/comments`],
    [`/articles/${slug}/comments?sort=best`, `/articles/${slug}-2/comments?sort=best`],
    [`/${slug}`, `/articles/${slug}-2`],
    [`/2017/03/19/${slug}/`, `/articles/${slug}-2`],
  ] as const) {
    const answer = await page.request.get(from, { maxRedirects: 0 });
    expect([answer.status(), answer.headers().location], from).toEqual([308, to]);
  }
});

test("an editor writes, the text is saved automatically, and readers see it after publication", async ({ page }) => {
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles/new");
  await untilReady(page);
  const name = title();
  await titleOf(page).fill(name);
  await bodyOf(page).click();
  await page.keyboard.type("## Un intertitre");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Du texte **gras** et une liste.");
  await page.keyboard.press("Enter");
  await page.keyboard.type("- un");
  await page.keyboard.press("Enter");
  await page.keyboard.type("deux");
  await expect(state(page)).toContainText("Enregistré à");
  await expect(page).toHaveURL(/\/admin\/articles\/\d+$/);
  await page.reload();
  await untilReady(page);
  await expect(bodyOf(page).getByRole("heading", { level: 2 })).toHaveText("Un intertitre");
  await expect(bodyOf(page).locator("strong")).toHaveText("gras");
  await expect(bodyOf(page).getByRole("listitem")).toHaveCount(2);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Publier" }).click();
  await expect(page.locator("#checklist")).toContainText("Il manque un chapeau.");
  await page.getByRole("button", { name: "Publier quand même" }).click();
  await expect(state(page)).toContainText("Publié");
  // The address was just made from the title: the link on the open page leads there.
  await page.getByRole("link", { name: "Voir l’article" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await page.goto("/admin/articles?status=published");
  await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
  const [row] = await withSiteDatabase((db) => db.select().from(articles).where(eq(articles.title, name)));
  expect(row?.bodyHtml).toBe(
    "<h2>Un intertitre</h2>\n<p>Du texte <strong>gras</strong> et une liste.</p>\n<ul><li>un</li><li>deux</li></ul>",
  );
});

test("an editor works using only the keyboard: tools and publishing return the focus to its place @desktop", async ({
  page,
}) => {
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles/new");
  await untilReady(page);
  const body = bodyOf(page);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await titleOf(page).focus();
  await page.keyboard.type(title());
  await body.focus();
  // The last tools are the rule, undo and redo.
  await press("Alt+F10", "End", "ArrowLeft", "ArrowLeft", "ArrowLeft");
  await expect(page.getByRole("button", { name: "Tableau", exact: true })).toBeFocused();
  await press("Enter");
  await expect(body).toBeFocused();
  await page.keyboard.type("un");
  await press("Tab");
  await page.keyboard.type("deux");
  await expect(body.locator("th")).toHaveText(["un", "deux", ""]);
  await press("Alt+F10", "Tab");
  await expect(page.getByRole("button", { name: "Ligne en dessous" })).toBeFocused();
  await press("Escape");
  await expect(body).toBeFocused();

  await press("Control+End");
  // The editor learns the cursor's new position a moment later.
  await expect(page.getByRole("button", { name: "Ligne en dessous" })).toBeHidden();
  await press("Alt+F10", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft");
  await expect(page.getByRole("button", { name: "À lire aussi" })).toBeFocused();
  await press("ArrowRight", "ArrowRight");
  await expect(page.getByRole("button", { name: "Encadré" })).toBeFocused();
  await press("Enter");
  const kind = page.getByRole("combobox", { name: "Encadré" });
  await expect(kind).toBeVisible();
  await press("Alt+F10", "Tab", "ArrowDown");
  await expect(kind).toHaveValue("warning");
  await press("ArrowDown");
  await expect(kind).toHaveValue("key");
  await press("Escape");
  await page.keyboard.type("Une note.");
  await expect(body.locator("aside")).toHaveText("Une note.");
  await press("Control+k");
  await expect(page.getByLabel("Adresse, ou quelques mots d’un article du site")).toBeFocused();
  await page.keyboard.type("des mots de nul article");
  await expect(page.getByRole("status").getByText("Aucun article du site ne correspond.")).toBeVisible();
  await press("Enter");
  await expect(page.getByText("Ce n’est pas une adresse, et aucun article du site ne correspond.")).toBeVisible();
  await press("Control+a");
  await page.keyboard.type("exemple.test/page");
  await press("Enter");
  await expect(body).toBeFocused();
  await expect(body.locator("aside a")).toHaveAttribute("href", "https://exemple.test/page");

  await press("Tab");
  await expect(page.getByRole("button", { name: "Enregistrer", exact: true })).toBeFocused();
  await page.getByRole("button", { name: "Publier", exact: true }).focus();
  await press("Enter");
  const anyway = page.getByRole("button", { name: "Publier quand même" });
  await expect(anyway).toBeVisible();
  await anyway.focus();
  await press("Enter");
  await expect(state(page)).toContainText("Publié");
  const panel = page.getByRole("region", { name: "Publication" });
  await expect(panel).toBeFocused();
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "Dépublier" }).focus();
  await press("Enter");
  await expect(state(page)).toContainText("Dépublié");
  await expect(panel).toBeFocused();
});

test("pasted HTML is sanitised and runs no script @desktop", async ({ page }) => {
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles/new");
  await untilReady(page);
  await bodyOf(page).click();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData(
      "text/html",
      `<p class=MsoNormal style="color:red">Du <b>gras</b><img src=x onerror="document.title='eu'"><script>document.title='eu'</script> et <a href="javascript:alert(1)">fin</a></p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">· </span>Un</p>`,
    );
    document
      .querySelector(".ProseMirror")
      ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(bodyOf(page).locator("p").first()).toHaveText("Du gras et fin");
  await expect(bodyOf(page).locator("strong")).toHaveText("gras");
  await expect(bodyOf(page).getByRole("listitem")).toHaveText("Un");
  await expect(bodyOf(page).locator("a, script, [style], [onerror]")).toHaveCount(0);
  expect(await page.title()).not.toBe("eu");
});

test("a pasted megabyte is inserted in parts: the page shows the progress, stays responsive, and saves all of it @desktop", async ({
  page,
}) => {
  test.slow();
  await signIn(page, await aMember("editor"));
  await page.goto("/admin/articles/new");
  await untilReady(page);
  await titleOf(page).fill(title());
  await bodyOf(page).click();
  // Typed last at the paste position: the editor learns of a cursor movement a moment later, but of a letter
  // immediately.
  await page.keyboard.type("Après.");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("Avant. ");
  await expect(bodyOf(page)).toHaveText("Avant. Après.");
  const lines = 11_000;
  // Counts the tasks that the page runs during the paste, and records its messages.
  await page.evaluate((count) => {
    const html = Array.from(
      { length: count },
      (_, n) => `<p style="margin:0">La ligne <b>numéro ${n}</b> parle de la mer qui monte sur la tour.</p>`,
    );
    const data = new DataTransfer();
    data.setData("text/html", html.join("\n"));
    const seen = { turns: 0, said: [] as string[] };
    Object.assign(window, { seen });
    const text = document.querySelector(".ProseMirror");
    text?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    const turn = () => {
      seen.turns += 1;
      const word = document.querySelector(".editor-status")?.textContent ?? "";
      if (word !== "" && word !== seen.said.at(-1)) seen.said.push(word);
      if ((text?.childElementCount ?? 0) < count || word !== "") setTimeout(turn);
      else Object.assign(seen, { over: true });
    };
    setTimeout(turn);
  }, lines);
  await page.waitForFunction(() => Reflect.has(Reflect.get(window, "seen"), "over"), undefined, { timeout: 90_000 });
  const seen = await page.evaluate(() => Reflect.get(window, "seen"));
  expect(seen.turns).toBeGreaterThan(20);
  expect(seen.said.length).toBeGreaterThan(3);
  expect(seen.said[0]).toMatch(/^Collage en cours\s: \d+\s%$/);
  await expect(bodyOf(page)).toHaveAttribute("contenteditable", "true");
  await expect(state(page)).toContainText("Enregistré à", { timeout: 30_000 });
  const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0]);
  const stored = (await bodyAtWork(id)) ?? "";
  expect(stored.split("\n")).toHaveLength(lines);
  expect(stored).toMatch(/^<p>Avant. La ligne <strong>numéro 0<\/strong>/);
  expect(stored).toMatch(/numéro 10999<\/strong> parle de la mer qui monte sur la tour.Après.<\/p>$/);
});

test("an editor without a network keeps the text on the device, which sends it once the network returns @desktop", async ({
  browser,
  baseURL,
}) => {
  // A separate context: the watched one fails on the requests that this test lets fail.
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/articles/${article.id}`);
  await untilReady(page);
  await page.route("**/admin/articles/**", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await bodyOf(page).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Des mots de plus.");
  await expect(page.getByText("Hors ligne, gardé ici")).toBeVisible();
  // Closed and opened again: the words are restored from this device and then saved on the site.
  await page.unroute("**/admin/articles/**");
  await page.reload();
  await untilReady(page);
  await expect(bodyOf(page)).toContainText("Des mots de plus.");
  await expect(state(page)).toContainText("Enregistré à");
  await page.reload();
  await untilReady(page);
  await expect(bodyOf(page)).toContainText("Des mots de plus.");
  await page.goto(article.path);
  await expect(page.locator(".e-content")).not.toContainText("Des mots de plus.");
  await context.close();
});

test("a second editor reads, takes over, and nothing is lost @desktop", async ({ browser, baseURL }) => {
  test.slow();
  // Separate contexts: the watched one fails on the requests that this test lets fail.
  const [one, two] = [await browser.newContext({ baseURL }), await browser.newContext({ baseURL })];
  const [page, other] = [await one.newPage(), await two.newPage()];
  const article = await anArticleWithComments();
  const [first, second] = [await aMember("editor"), await aMember("editor")];
  await signIn(page, first);
  await page.goto(`/admin/articles/${article.id}`);
  await untilReady(page);
  await bodyOf(page).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Le premier.");
  await expect(state(page)).toContainText("Enregistré à");

  await signIn(other, second);
  await other.goto(`/admin/articles/${article.id}`);
  await untilReady(other);
  await expect(other.getByText(`${first.name} modifie cet article`)).toBeVisible();
  await expect(bodyOf(other)).toHaveAttribute("contenteditable", "false");

  // The first editor loses the network and continues without learning of the second.
  await page.route("**/admin/articles/**", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await page.keyboard.type(" Encore.");
  await expect(page.getByText("Hors ligne, gardé ici")).toBeVisible();
  await other.getByRole("button", { name: "Prendre la main" }).click();
  await expect(bodyOf(other)).toHaveAttribute("contenteditable", "true");
  await bodyOf(other).click();
  await other.keyboard.press("End");
  await other.keyboard.type(" Le second.");
  await expect.poll(() => bodyAtWork(article.id)).toContain("Le second.");

  await page.unroute("**/admin/articles/**");
  await expect(page.getByText("Votre texte n’est pas perdu")).toBeVisible();
  const kept = await withSiteDatabase((db) =>
    db.select().from(articleRevisions).where(eq(articleRevisions.articleId, article.id)),
  );
  expect(kept.map(({ content }) => content.bodyHtml)).toContain("<p>Un texte. Le premier. Encore.</p>");
  await other.goto(`/admin/articles/${article.id}/revisions`);
  await expect(other.locator(".revision-diff :is(ins, del)").first()).toBeVisible();
  await one.close();
  await two.close();
});

test("text typed before the scripts load stays and is saved @desktop", async ({ page }) => {
  const article = await anArticleWithComments();
  await signIn(page, await aMember("editor"));
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/admin/articles/${article.id}`, { waitUntil: "commit" });
  const lead = page.getByLabel("Chapeau");
  await lead.fill("Écrit avant les scripts.");
  release();
  await untilReady(page);
  await expect(lead).toHaveValue("Écrit avant les scripts.");
  await expect(state(page)).toContainText("Enregistré à");
  await page.reload();
  await expect(lead).toHaveValue("Écrit avant les scripts.");
});

test("a text area keeps its text and selection whenever the scripts replace its value @desktop", async ({ page }) => {
  const source = stripTypeScriptTypes(await readFile("components/ui/watch-hydration.ts", "utf8"));
  await page.setContent('<textarea id="lead">Le chat dort.</textarea>');
  const lead = page.locator("#lead");
  /** Simulates React's work within one task; returns whether the watch finally reports a changed text. */
  const task = (...steps: ("render" | "write" | "commit")[]) =>
    lead.evaluate(
      async (element: HTMLTextAreaElement, [code, steps]) => {
        const { watchHydration } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
        let changed: boolean | undefined;
        for (const step of steps) {
          if (step === "render") watchHydration(element);
          if (step === "write") element.defaultValue = "Le chat dort.";
          if (step === "write") element.value = "Le chat dort.";
          if (step === "commit") changed = watchHydration(element).end();
        }
        return changed;
      },
      [source, steps] as const,
    );
  await task("render");
  // Selected in between, as in a field that is being filled.
  await lead.selectText();
  await task("write");
  await page.keyboard.insertText("Le chien dort.");
  await expect(lead).toHaveValue("Le chien dort.");
  // React starts again and finishes without a pause.
  expect(await task("render", "write", "commit")).toBe(true);
  await page.keyboard.insertText(" Enfin.");
  await expect(lead).toHaveValue("Le chien dort. Enfin.");
});
