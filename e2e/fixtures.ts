import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page, type Request } from "@playwright/test";
import { closeSiteDatabase } from "./site-database.ts";

export { expect };

const root = fileURLToPath(new URL("..", import.meta.url));

interface CommandResult {
  code: number | null;
  out: string;
  err: string;
}

interface Fixtures {
  /** Watches every page of the test; runs by itself. */
  watched: undefined;
  /** The command line, beside the site under test: `await vigie("settings", "set", "site.name", "X")`. Fails the test if the command fails. */
  vigie: (...args: string[]) => Promise<CommandResult>;
}

/**
 * A journey fails on what a reader's browser would complain about: an error in the console or in a script, a breach of the
 * Content-Security-Policy, any request to another origin.
 */
export const test = base.extend<Fixtures, { siteDatabase: undefined }>({
  siteDatabase: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's pattern.
    async ({}, use) => {
      await use(undefined);
      await closeSiteDatabase();
    },
    { scope: "worker", auto: true },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's pattern.
  extraHTTPHeaders: async ({}, use) => {
    // Believed where the site runs with TRUST_PROXY=1, as under `npm test`: 198.18.0.0/15 is for tests (RFC 2544).
    const part = () => Math.floor(Math.random() * 256);
    await use({ "X-Forwarded-For": `198.${18 + (part() % 2)}.${part()}.${part()}` });
  },

  watched: [
    async ({ context, baseURL }, use, testInfo) => {
      const complaints: string[] = [];
      const steps = watchSteps(context);
      const refusedDocuments = new Set<string>();
      const own = new URL(baseURL ?? "").origin;
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
        });
      });
      context.on("response", (response) => {
        if (response.status() >= 400 && response.request().isNavigationRequest()) refusedDocuments.add(response.url());
      });
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== own) complaints.push(`request to ${url.href}`);
      });
      context.on("console", (message) => {
        // Chromium also reports the status of a page that is meant to be a 404.
        if (message.type() !== "error" || refusedDocuments.has(message.location().url)) return;
        // A session that was ended meanwhile: what the newsroom's pages ask by themselves is answered by 401, and they say so.
        if (/status of 401/.test(message.text()) && new URL(message.location().url).pathname.startsWith("/admin/"))
          return;
        complaints.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => complaints.push(`script: ${error.error().stack ?? error.error().message}`));
      await use(undefined);
      // Where a journey fails elsewhere, its log is all that there is to learn from.
      const isFailed = testInfo.status === "failed" || testInfo.status === "timedOut";
      if (isFailed && testInfo.expectedStatus === "passed")
        throw new Error(await describePages(context, steps, complaints));
      expect(complaints, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's pattern.
  vigie: async ({}, use) => {
    await use(async (...args) => {
      const result = await runCommand(args);
      expect(result.code, `vigie ${args.join(" ")}: ${result.err}`).toBe(0);
      return result;
    });
  },
});

/** What was asked of the server by going to pages and by sending forms, with the answer's status and moment; grows as it happens. */
function watchSteps(context: BrowserContext): string[] {
  const steps: string[] = [];
  const start = Date.now();
  const note = (what: string) => steps.push(`${Date.now() - start} ms: ${what}`);
  const counts = (request: Request) => request.method() !== "GET" || request.isNavigationRequest();
  const nameOf = (request: Request) => {
    const { pathname, search } = new URL(request.url());
    return `${request.method()} ${pathname}${search}${request.isNavigationRequest() ? "" : " by a script"}`;
  };
  context.on("request", (request) => counts(request) && note(nameOf(request)));
  context.on("response", (response) => counts(response.request()) && note(`${response.status()} to it`));
  context.on(
    "requestfailed",
    (request) => counts(request) && note(`${request.failure()?.errorText}: ${nameOf(request)}`),
  );
  context.on("console", (message) => note(`console: ${message.text()}`));
  return steps;
}

/** What every open page shows, as a screen reader would tell it, after the last steps that led there; and the site's last words. */
async function describePages(context: BrowserContext, steps: string[], complaints: string[]): Promise<string> {
  const shown = await Promise.all(
    context.pages().map(async (page) => {
      const seen = await page
        .locator("main")
        .ariaSnapshot({ timeout: 5_000 })
        .catch((error: unknown) => `not to be read: ${error}`);
      return `${page.url()} showed\n${seen.slice(0, 6_000)}`;
    }),
  );
  // Under `npm test` its output is there; by hand it may be on a screen.
  const log = join(process.env.DATA_DIR ?? ".data", "site.log");
  const said = existsSync(log) ? ["the site said last", readFileSync(log, "utf8").slice(-2_000)] : [];
  const complained = complaints.length > 0 ? ["the browser complained", ...complaints] : [];
  return ["when it failed", ...steps.slice(-30), ...complained, ...shown, ...said].join("\n");
}

/** Runs the command line with the environment of the site under test (DATA_DIR or DATABASE_URL). */
async function runCommand(args: string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, ["server/cli/main.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, err };
}

/**
 * No violation that axe knows, in light and in dark. Needs JavaScript. A journey that runs at both widths sees light on the
 * phone and dark on the desktop: no colour depends on the width.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const { project, tags } = base.info();
  if (tags.some((tag) => ["@phone", "@desktop", "@alone"].includes(tag))) {
    await analyze(page, "light");
    await analyze(page, "dark", colorRules);
  } else await analyze(page, project.name === "phone" ? "light" : "dark");
  await page.emulateMedia({ colorScheme: null });
}

/** The rules of axe whose outcome a colour scheme can change. */
const colorRules = ["color-contrast", "link-in-text-block"];

/** `rules`: only these. */
async function analyze(page: Page, colorScheme: "light" | "dark", rules?: string[]): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // Colours change over 140 ms: halfway between two themes no contrast means anything. They are brought to their end and not waited for.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  // In its legacy mode axe opens no second page each time; all that it leaves out is frames of another origin.
  const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? builder.withRules(rules) : builder).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join(", ")})`,
  );
  expect(found, `axe on ${page.url()} in ${colorScheme}`).toEqual([]);
}

/** The same at both widths, for a journey tagged `@phone`: nothing scrolls sideways, on a phone in light nor on a desktop in dark. */
export async function expectReadableAtBothWidths(page: Page): Promise<void> {
  const phone = page.viewportSize();
  await expectNoSidewaysScroll(page);
  await analyze(page, "light");
  await page.setViewportSize({ width: 1280, height: 900 });
  await expectNoSidewaysScroll(page);
  await analyze(page, "dark");
  await page.emulateMedia({ colorScheme: null });
  if (phone) await page.setViewportSize(phone);
}

/** The page is not wider than the screen; `innerWidth` would grow with too wide a page where a phone is emulated. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `width of ${page.url()}`).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** Watches every page opened from now on; what it returns says what moved on the present one, answers to a key or a click included. */
export async function watchLayoutShifts(page: Page): Promise<() => Promise<unknown>> {
  await page.addInitScript(() => {
    const shifts: unknown[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(entry.toJSON());
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => Reflect.get(window, "shifts"));
}

/** A link to an article with all that belongs to one: not what a journey beside this one has just published ("Essai …"). */
export const completeArticleLink = 'main a[href^="/articles/"]:not([href*="/essai-"])';

/** The address of the newest such article on the home page. */
export async function newestArticlePath(page: Page): Promise<string> {
  await page.goto("/");
  const href = await page.locator(completeArticleLink).first().getAttribute("href");
  if (!href) throw new Error("the home page links to no article");
  return href;
}
