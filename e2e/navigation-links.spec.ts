import { randomUUID } from "node:crypto";
import { pageVersion, savePage } from "#features/pages/mutations.ts";
import { findPage, listPages } from "#features/pages/queries.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, changeSetting, findMemberRow, readSetting, signIn } from "./test-data.ts";

// Alone: header and footer are shared.
for (const javaScriptEnabled of [true, false])
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });
    test("an administrator edits the links of header and footer in rows, by keyboard, and sees which row is invalid @alone", async ({
      page,
      browser,
      baseURL,
    }) => {
      test.slow();
      const readers = await browser.newContext({ baseURL: baseURL ?? "" });
      const reader = await readers.newPage();
      try {
        await changeSetting("navigation.header", "/rules\nRadio | https://radio.example/");
        await signIn(page, await aMember("admin"));
        await page.goto("/admin/settings");
        const header = page.getByRole("group", { name: "En-tête" });
        const press = async (name: string) => {
          await header.getByRole("button", { name, exact: true }).focus();
          await page.keyboard.press("Enter");
        };
        await press("Ajouter : Les rubriques choisies par le site");
        await expect(
          header.getByRole("button", { name: "Monter « Les rubriques choisies par le site »" }),
        ).toBeFocused();
        await press("Monter « Radio »");
        await expect(header.getByText("« Radio » : place 1 sur 3.")).toBeVisible();
        // A button that cannot move its row further keeps the focus.
        await expect(header.getByRole("button", { name: "Monter « Radio »" })).toBeFocused();
        await page.keyboard.press("Enter");
        await expect(header.getByLabel("Adresse, entrée 1")).toHaveValue("https://radio.example/");
        await expect(header.getByLabel("Adresse, entrée 2")).toHaveValue("/rules");

        await press("Ajouter une entrée");
        await expect(header.getByLabel("Nom, entrée 4")).toBeFocused();
        await page.keyboard.type("Ailleurs");
        await page.keyboard.press("Tab");
        await page.keyboard.type("//ailleurs.example");
        // Enter acts like the save button, not like the first button of the list.
        await page.keyboard.press("Enter");
        await expect(page.locator("#navigation").getByText(/Rien n’a été enregistré/)).toBeVisible();
        const wrong = header.getByLabel("Adresse, entrée 4");
        await expect(wrong).toHaveValue("//ailleurs.example");
        await expect(wrong).toHaveAttribute("aria-invalid", "true");
        await expect(wrong).toHaveAccessibleDescription(/doit commencer par \/ \(une page du site\) ou par https/);
        await expectNoSidewaysScroll(page);
        if (javaScriptEnabled) await expectAccessible(page);

        await press("Retirer « Ailleurs »");
        await expect(header.getByText("« Ailleurs » n’est plus dans la liste.")).toBeVisible();
        const left = header.getByRole("button", { name: "Retirer « Les rubriques choisies par le site »" });
        await expect(left).toBeFocused();
        const foot = page.getByRole("group", { name: "Pied de page" });
        await foot.getByRole("button", { name: "Ajouter une entrée" }).click();
        await foot.getByLabel("Nom, entrée 1").fill("Nos comptes");
        await foot.getByLabel("Adresse, entrée 1").fill("/transparency");
        if (javaScriptEnabled) {
          await header.getByLabel("Nom, entrée 2").focus();
          await page.keyboard.press("Alt+ArrowUp");
          await expect(header.getByLabel("Nom, entrée 1")).toBeFocused();
        } else await press("Monter « Règles »");
        await page.locator("#navigation").getByRole("button", { name: "Enregistrer" }).click();
        await expect(page.locator("#navigation").getByText("Enregistré.")).toBeVisible();
        expect(await readSetting("navigation.footer")).toContain("Nos comptes | /transparency");

        const places = reader.locator(".places a");
        await expect
          .poll(async () => {
            await reader.goto("/");
            return places.first().textContent();
          })
          .toBe("Règles");
        await expect(places.nth(1)).toHaveAttribute("href", "https://radio.example/");
        expect(await places.count()).toBeGreaterThan(2);
        await expect(reader.locator("footer nav a").first()).toHaveText("Nos comptes");
        // Legal notices stay reachable.
        await expect(reader.locator("footer nav a").last()).toHaveText("Mentions légales");
      } finally {
        for (const key of ["navigation.header", "navigation.footer"] as const) await changeSetting(key, "");
        await readers.close();
      }
    });
  });

test("a link follows its page to another address and name, and disappears with it @alone", async ({ page }) => {
  const slug = `page-${randomUUID().slice(0, 8)}`;
  const { id: by } = await findMemberRow(await aMember("admin"));
  const write = (text: { slug: string; title: string; act: "publish" | "withdraw" }) =>
    withSiteDatabase(async (db) => {
      const listed = (await listPages(db)).find((one) => one.slug.startsWith(slug));
      const before = listed && (await findPage(db, listed.id));
      const known = before ? { id: before.id, version: pageVersion(before) } : { version: "" };
      expect(
        await savePage(db, by, {
          ...known,
          ...text,
          body: "Un texte.",
          seoTitle: "",
          seoDescription: "",
          discussion: "none",
        }),
      ).toMatchObject({ ok: true });
    });
  const entries = async () => {
    await page.goto("/");
    return page
      .locator(".places a")
      .evaluateAll((links) => links.map((link) => [link.textContent, link.getAttribute("href")]));
  };
  try {
    await write({ slug, title: "Soutenir", act: "publish" });
    await changeSetting("navigation.header", `/pages/${slug}\n/rules`);
    const rules = ["Règles", "/rules"];
    await expect.poll(entries).toEqual([["Soutenir", `/pages/${slug}`], rules]);
    await write({ slug: `${slug}-bis`, title: "Nous soutenir", act: "publish" });
    await expect.poll(entries).toEqual([["Nous soutenir", `/pages/${slug}-bis`], rules]);
    await changeSetting("navigation.header", `Aidez-nous | /pages/${slug}\n/rules`);
    await expect.poll(entries).toEqual([["Aidez-nous", `/pages/${slug}-bis`], rules]);
    await write({ slug: `${slug}-bis`, title: "Nous soutenir", act: "withdraw" });
    await expect.poll(entries).toEqual([rules]);
  } finally {
    await changeSetting("navigation.header", "");
  }
});

test("header and footer link to the newsletter until a list leaves it out, or the newsletter is off @alone", async ({
  page,
}) => {
  const links = async () => {
    await page.goto("/");
    return page.locator('.places a[href="/newsletter"], footer nav a[href="/newsletter"]').count();
  };
  await expect.poll(links).toBe(2);
  await page.locator('.places a[href="/newsletter"]').click();
  await expect(page.getByRole("heading", { level: 1, name: "Lettre d’information" })).toBeVisible();
  try {
    await changeSetting("navigation.footer", "/rules");
    await expect.poll(links).toBe(1);
    await changeSetting("navigation.header", "*\n/newsletter");
    await expect.poll(links).toBe(1);
    await changeSetting("newsletter.enabled", "0");
    // An entry of its own stays: the archive is still there.
    await expect.poll(links).toBe(1);
    await changeSetting("navigation.header", "");
    await changeSetting("navigation.footer", "");
    await expect.poll(links).toBe(0);
  } finally {
    await changeSetting("newsletter.enabled", "1");
    for (const key of ["navigation.header", "navigation.footer"] as const) await changeSetting(key, "");
  }
});
