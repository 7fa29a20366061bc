import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { findBrowser } from "#server/testing/browser.ts";
import { paintRecorder, slow, throttle } from "./browser.ts";
import { median } from "./http-load.ts";
import { type PrerenderedPage, visitPrerendered } from "./prerendered-page.ts";

/** How long a prefetch may take before the visit counts as one without (ms). */
const prefetchTimeoutMs = 15_000;

/** From the tap on a link to what the reader sees of the next page, in ms. */
interface NextPage {
  /** The first byte of the document. */
  response: number;
  /** The first text or picture. */
  fcp: number;
  lcp: number;
}

export interface NextPageFigures {
  prerendered: Pick<PrerenderedPage, "fcp" | "lcp" | "bytes">;
  prefetched: NextPage;
  /** The same link without a prefetch. */
  requested: NextPage;
  /** First contentful paints, divided by that of the requested page. */
  ratio: { prerendered: number; prefetched: number };
  /** Layout shifts of all visits. */
  cls: number;
}

/**
 * Measures the second navigation of a visit on a slow phone: from the home page to its first article, with the article
 * prerendered, prefetched and neither, in turn. Medians.
 */
export async function measureNextPage(browser: Browser, home: string, rounds = 5): Promise<NextPageFigures> {
  const executable = await findBrowser(() => {});
  const prerendered: PrerenderedPage[] = [];
  const prefetched: (NextPage & { cls: number })[] = [];
  const requested: (NextPage & { cls: number })[] = [];
  for (let round = 0; round < rounds; round += 1) {
    prerendered.push(await visitPrerendered(executable, home));
    prefetched.push(await visit(browser, home, true));
    requested.push(await visit(browser, home, false));
  }
  const medianOf = <Name extends string>(visits: Record<Name, number>[], name: Name) =>
    median(visits.map((each) => each[name]));
  const medians = (visits: NextPage[]): NextPage => ({
    response: medianOf(visits, "response"),
    fcp: medianOf(visits, "fcp"),
    lcp: medianOf(visits, "lcp"),
  });
  const first = {
    fcp: medianOf(prerendered, "fcp"),
    lcp: medianOf(prerendered, "lcp"),
    bytes: medianOf(prerendered, "bytes"),
  };
  const [one, other] = [medians(prefetched), medians(requested)];
  const cls = Math.max(...[...prerendered, ...prefetched, ...requested].map((each) => each.cls));
  const ratio = { prerendered: first.fcp / other.fcp, prefetched: one.fcp / other.fcp };
  return { prerendered: first, prefetched: one, requested: other, ratio, cls };
}

async function visit(browser: Browser, home: string, isPrefetched: boolean): Promise<NextPage & { cls: number }> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  try {
    const page = await context.newPage();
    const prefetches = await watchPrefetches(page);
    await throttle(await context.newCDPSession(page), slow);
    await page.addInitScript({ content: paintRecorder });
    await page.goto(home, { waitUntil: "networkidle" });
    const link = page.locator('main a[href^="/articles/"]').first();
    // Desktop builds have no heuristics for touch screens: a pointer over the link stands for a link in view.
    if (isPrefetched) {
      await link.hover();
      await prefetches.complete();
    } else {
      await page.evaluate(() => document.querySelector('script[type="speculationrules"]')?.remove());
    }
    await link.tap();
    await page.waitForURL("**/articles/**");
    await page.waitForLoadState("networkidle");
    const figures = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation");
      const { lcp, cls } = Reflect.get(window, "seen") as { lcp: number; cls: number };
      return {
        delivery: String(navigation && Reflect.get(navigation, "deliveryType")),
        response: Number(navigation && Reflect.get(navigation, "responseStart")),
        fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
        lcp,
        cls,
      };
    });
    if ((figures.delivery === "navigational-prefetch") !== isPrefetched)
      throw new Error(`The next page was ${isPrefetched ? "not " : ""}prefetched.`);
    return figures;
  } finally {
    await context.close();
  }
}

/** Watches a page's prefetches from now on. `complete` resolves once one is, and rejects if none is in time. */
async function watchPrefetches(page: Page): Promise<{ complete: () => Promise<void> }> {
  const cdp = await page.context().newCDPSession(page);
  const { promise: first, resolve } = Promise.withResolvers<void>();
  let last = "none began";
  cdp.on("Preload.prefetchStatusUpdated", ({ prefetchUrl, status, prefetchStatus }) => {
    last = `${prefetchUrl}: ${status}, ${prefetchStatus}`;
    if (status === "Ready") resolve();
  });
  await cdp.send("Preload.enable");
  // The time runs from here: the page itself may take long on a slow phone.
  const complete = () =>
    Promise.race([
      first,
      delay(prefetchTimeoutMs, undefined, { ref: false }).then(() => {
        throw new Error(`No page was prefetched in time (${last}).`);
      }),
    ]);
  return { complete };
}
