import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFrench } from "#server/testing/find-french.ts";
import { startTestSite } from "#server/testing/test-site.ts";
import { expect, test } from "./fixtures.ts";

/** Reader pages of a site without articles: what the demo adds is checked without a browser (server/cli/demo/). */
const paths = [
  "/",
  "/menu",
  "/search",
  "/search?q=nothing",
  "/discussions",
  "/about",
  "/rules",
  "/privacy",
  "/legal",
  "/corrections",
  "/moderation-log",
  "/transparency",
  `/transparency/${new Date().getUTCFullYear()}`,
  "/newsletter",
  "/newsletter/sent",
  "/newsletter/preferences",
  "/login",
  "/login/link",
  "/register",
  "/register/sent",
  "/report",
  "/offline",
  "/account",
  "/articles/no-such-article",
  "/no-such-page",
];

test("a site in English shows its readers no French words, dates or typography @alone", async ({ browser }) => {
  test.slow();
  const dataDir = mkdtempSync(join(tmpdir(), "vigie-english-"));
  const limits = { total: 300_000, silence: 120_000 };
  const site = await startTestSite(dataDir, limits, () => {}, { SITE_LOCALE: "en", DEMO: "0" });
  // A page of its own: those of the fixtures belong to the site under test.
  const page = await browser.newPage();
  try {
    for (const path of paths) {
      await page.goto(site.url + path, { waitUntil: "domcontentloaded" });
      const texts = await page.evaluate(() => {
        for (const code of document.querySelectorAll("script, style")) code.remove();
        return [
          document.title,
          document.body.textContent,
          ...["aria-label", "title", "placeholder", "alt", "content"].flatMap((name) =>
            Array.from(document.querySelectorAll(`[${name}]`), (element) => element.getAttribute(name)),
          ),
        ].filter((text) => text !== null);
      });
      expect(await page.locator("html").getAttribute("lang"), path).toBe("en");
      expect(texts.flatMap(findFrench), path).toEqual([]);
    }
    await page.goto(site.url);
    await expect(page.locator("header time")).toHaveText(/^[A-Z][a-z]+day\s\d{1,2}\s[A-Z][a-z]+\s\d{4}$/);
  } finally {
    await page.close();
    await site.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
