import { mkdir } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { browserArgs, installedBrowser } from "#server/testing/browser.ts";

/**
 * Takes the README's screenshot: `VIGIE_TEST_URL=http://localhost:3000 node server/http/static/make-screenshot.ts`,
 * against a new site with its demo content.
 */
const site = process.env.VIGIE_TEST_URL ?? "http://localhost:3000";
const browser = await chromium.launch({ executablePath: installedBrowser(), args: browserArgs });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: "fr-FR" });
  await page.goto(site, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  await mkdir("docs/pictures", { recursive: true });
  await page.screenshot({ path: "docs/pictures/home.png" });
} finally {
  await browser.close();
}
