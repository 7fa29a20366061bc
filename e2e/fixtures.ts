import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, test as base, expect, type Page, type Request } from "@playwright/test";
import { findViolations } from "./axe.ts";
import { closeSiteDatabase } from "./site-database.ts";

export { expect };

const root = fileURLToPath(new URL("..", import.meta.url));

interface CommandResult {
  code: number | null;
  out: string;
  err: string;
}

interface Fixtures {
  /** Watches every page of the test; always active. */
  watched: undefined;
  /** Runs the command line on the site under test: `await vigie("settings", "set", "site.name", "X")`. Fails the test if the command fails. */
  vigie: (...args: string[]) => Promise<CommandResult>;
}

/**
 * Fails a journey on anything that a browser would report: an error in the console or in a script, a violation of the Content-Security-Policy, any
 * request to another origin.
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
    // Trusted if the site runs with TRUST_PROXY=1, as under `npm test`: 198.18.0.0/15 is reserved for tests (RFC 2544).
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
        // Chromium also reports the status of a page that is an intended 404.
        if (message.type() !== "error" || refusedDocuments.has(message.location().url)) return;
        // After a session was ended elsewhere, the newsroom's background requests get 401, and the page shows it.
        if (/status of 401/.test(message.text()) && new URL(message.location().url).pathname.startsWith("/admin/"))
          return;
        complaints.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => {
        const { message, stack } = error.error();
        complaints.push(`script: ${stack || message}`);
      });
      await use(undefined);
      // For a failure on another machine the log is the only source.
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

/** Records page requests and form submissions with status and time of the response; the list grows as they happen. */
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

/** Describes every open page as a screen reader would, after the last steps that led there, and the end of the site's log. */
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
  // Under `npm test` this file has the output; a site started by hand may print to a terminal.
  const log = join(process.env.DATA_DIR ?? ".data", "site.log");
  const said = existsSync(log) ? ["the site said last", readFileSync(log, "utf8").slice(-2_000)] : [];
  const complained = complaints.length > 0 ? ["the browser complained", ...complaints] : [];
  return ["when it failed", ...steps.slice(-30), ...complained, ...shown, ...said].join("\n");
}

/** Runs the command line with the environment of the site under test (DATA_DIR or DATABASE_URL). */
export async function runCommand(args: string[]): Promise<CommandResult> {
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
 * Expects no violation known to axe, in light and in dark. Needs JavaScript. A journey that runs at both widths tests light on the phone and dark on
 * the desktop, because no colour depends on the width.
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

/** `rules`: runs only these. */
async function analyze(page: Page, colorScheme: "light" | "dark", rules?: string[]): Promise<void> {
  // Colours change over 140 ms, and contrast is meaningless halfway between two themes, or while a button appears below the pointer.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets.push(sheet);
  });
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  const found = await findViolations(page, rules);
  await page.evaluate(() => void document.adoptedStyleSheets.pop());
  expect(found, `axe on ${page.url()} in ${colorScheme}`).toEqual([]);
}

/** Checks accessibility at both widths, for a journey tagged `@phone`, and that nothing scrolls sideways: light on a phone, dark on a desktop. */
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

/** Expects that the page is not wider than the screen. `innerWidth` would grow with the page where a phone is emulated. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `width of ${page.url()}`).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** Watches every page opened from now on. The returned function reports what moved on the present page, including responses to a key or a click. */
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

/** Expects that the page is not wider than the screen with text of twice the size, and that the elements of a selector do not overlap then. */
export async function expectFitsLargeText(page: Page, apart?: string): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { font-size: 200% !important }");
    document.adoptedStyleSheets.push(sheet);
  });
  await expectNoSidewaysScroll(page);
  if (apart) expect(await page.locator(apart).evaluateAll(listOverlaps), `overlaps on ${page.url()}`).toEqual([]);
  await page.evaluate(() => void document.adoptedStyleSheets.pop());
}

/** Lists the texts of those elements that cover another one. */
function listOverlaps(elements: Element[]): string[] {
  const boxes = elements.map((element) => ({
    text: element.textContent ?? "",
    ...element.getBoundingClientRect().toJSON(),
  }));
  return boxes
    .filter((one, index) =>
      boxes.some(
        (other, at) =>
          at > index &&
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1,
      ),
    )
    .map(({ text }) => text);
}

/** A link to an article with all optional parts, excluding articles published by concurrent journeys ("Essai …"). */
export const completeArticleLink = 'main a[href^="/articles/"]:not([href*="/essai-"])';

/** Returns the address of the newest such article on the home page. */
export async function newestArticlePath(page: Page): Promise<string> {
  await page.goto("/");
  const href = await page.locator(completeArticleLink).first().getAttribute("href");
  if (!href) throw new Error("the home page links to no article");
  return href;
}
