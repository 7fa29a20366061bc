import { defineConfig } from "@playwright/test";
import { browserArgs, installedBrowser } from "#server/testing/browser.ts";

// `npm test` starts a site of its own and sets VIGIE_TEST_URL and DATA_DIR. By hand, beside a running site:
//   VIGIE_TEST_URL=http://localhost:3000 DATA_DIR=.data npx playwright test -c e2e/playwright.config.ts reading
// Tags choose the projects: untagged tests run at both widths; @desktop or @phone at one (what does not depend on the width);
// @nojs also without JavaScript; @only-nojs only so; @alone one by one after all others (what changes the site for all, or
// measures it whole).

/** A journey's pages live too briefly to repay V8's optimising compilers, a sixth of their processor time. */
const withoutOptimiser = "--js-flags=--no-opt,--no-maglev";
const desktop = { width: 1280, height: 900 };

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../.test/journeys",
  fullyParallel: true,
  // One more than the cores of a small machine: a journey also waits.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  // One retry in CI, where other jobs may slow the machine: `npm test` lists tests that then pass under "Flaky:".
  retries: process.env.CI ? 1 : 0,
  // Generous, because a busy machine is no failure; a hang still ends.
  timeout: 150_000,
  globalTimeout: 50 * 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env.VIGIE_TALLY ? [["list"], ["../server/testing/journey-reporter.ts"]] : "list",
  use: {
    baseURL: process.env.VIGIE_TEST_URL ?? "http://localhost:3000",
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    // A service worker would hide requests from the journeys that intercept them; offline.spec.ts allows it.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    // Recording every journey takes much of the processor; by hand: --trace=on.
    trace: "on-first-retry",
    launchOptions: { executablePath: installedBrowser(), args: [...browserArgs, withoutOptimiser] },
  },
  projects: [
    {
      name: "phone",
      grepInvert: /@desktop|@only-nojs|@alone/,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
    { name: "desktop", grepInvert: /@phone|@only-nojs|@alone/, use: { viewport: desktop } },
    { name: "no-javascript", grep: /@nojs|@only-nojs/, use: { viewport: desktop, javaScriptEnabled: false } },
    // Tests that measure the whole site or change it for everyone run after all others.
    {
      name: "alone",
      grep: /@alone/,
      workers: 1,
      use: { viewport: desktop },
      dependencies: ["phone", "desktop", "no-javascript"],
    },
  ],
});
