import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from "@playwright/test";
import { browserArgs, findBrowser } from "#server/testing/browser.ts";

/** A phone on a slow mobile network: 1.6 Mbit/s, 150 ms, a quarter of this machine's speed. */
export const slow = { throughput: (1.6 * 1_000_000) / 8, latency: 150, cpu: 4 };

/** Slows the network and the processor of a page. */
export async function throttle(cdp: CDPSession, { throughput, latency, cpu }: typeof slow): Promise<void> {
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpu });
}

/** A script for the start of a page: records its largest paint and its layout shifts in `window.seen`. */
export const paintRecorder =
  "window.seen={lcp:0,cls:0};" +
  'for(const [type,see] of [["largest-contentful-paint",e=>{seen.lcp=e.startTime}],["layout-shift",e=>{seen.cls+=e.value}]])' +
  "new PerformanceObserver(list=>list.getEntries().forEach(see)).observe({type,buffered:true})";

/** Opens a browser, installing it first where there is none, as `npm test` does; `say` receives progress lines. */
export async function openBrowser(say: (line: string) => void): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(say), args: browserArgs });
}

export interface Weight {
  html: number;
  css: number;
  js: number;
  font: number;
  image: number;
  requests: number;
  /** Requests for the page itself: document, styles, scripts, fonts. Images, icon and manifest are not counted. */
  pageRequests: number;
}

const kinds: Record<string, Exclude<keyof Weight, "requests" | "pageRequests">> = {
  Document: "html",
  Stylesheet: "css",
  Script: "js",
  Font: "font",
  Image: "image",
};

/** Adds up the bytes transferred for a page, compressed and with headers, until `stop`. */
async function measureTransfer(cdp: CDPSession): Promise<Weight> {
  const weight: Weight = { html: 0, css: 0, js: 0, font: 0, image: 0, requests: 0, pageRequests: 0 };
  const types = new Map<string, string>();
  await cdp.send("Network.enable");
  cdp.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds[types.get(requestId) ?? ""];
    if (kind) weight[kind] += encodedDataLength;
    if (encodedDataLength > 0) weight.requests += 1;
    if (kind && kind !== "image") weight.pageRequests += 1;
  });
  return weight;
}

const isHydrated = () => {
  const main = document.querySelector("main");
  return main !== null && Object.keys(main).some((name) => name.startsWith("__reactFiber"));
};

async function freshPage(browser: Browser): Promise<{ context: BrowserContext; page: Page; cdp: CDPSession }> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
  });
  const page = await context.newPage();
  return { context, page, cdp: await context.newCDPSession(page) };
}

/** The weight of a page that is read without scrolling, and what a first interaction adds, in bytes. */
export async function pageWeight(browser: Browser, url: string): Promise<{ before: Weight; after: Weight }> {
  const { context, page, cdp } = await freshPage(browser);
  const weight = await measureTransfer(cdp);
  await page.goto(url, { waitUntil: "networkidle" });
  const before = { ...weight };
  await page.keyboard.press("Shift");
  await page.waitForFunction(isHydrated, undefined, { timeout: 15_000 }).catch(() => {});
  await page.waitForLoadState("networkidle");
  await context.close();
  return { before, after: weight };
}

export interface Vitals {
  /** Milliseconds. */
  lcp: number;
  cls: number;
  /**
   * Total blocking time before a first interaction (ms), as Lighthouse counts it: what long tasks take beyond 50 ms
   * each from the first contentful paint on.
   */
  tbt: number;
  /** The longest task before that paint (ms): there is nothing to interact with yet, but it delays the page. */
  longestBefore: number;
  /** Milliseconds from a key press to hydration; NaN if the page does not hydrate. */
  hydrated: number;
  /** Milliseconds from a tap on the comment form to the next frame; NaN without a form. */
  inp: number;
}

/** Measures what a reader on a slow phone experiences. */
export async function pageVitals(browser: Browser, url: string): Promise<Vitals> {
  const { context, page, cdp } = await freshPage(browser);
  await throttle(cdp, slow);
  await page.addInitScript(() => {
    const felt = { fcp: 0, lcp: 0, cls: 0, tasks: [] as { start: number; duration: number }[], inp: Number.NaN };
    Object.assign(window, { felt });
    const watch = (type: string, see: (entry: PerformanceEntry) => void, more: object = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true, ...more });
    const value = (entry: PerformanceEntry, name: string) => Number(Reflect.get(entry, name));
    watch("largest-contentful-paint", (entry) => {
      felt.lcp = entry.startTime;
    });
    watch("layout-shift", (entry) => {
      if (!Reflect.get(entry, "hadRecentInput")) felt.cls += value(entry, "value");
    });
    watch("paint", (entry) => {
      if (entry.name === "first-contentful-paint") felt.fcp = entry.startTime;
    });
    watch("longtask", ({ startTime, duration }) => {
      felt.tasks.push({ start: startTime, duration });
    });
    watch(
      "event",
      (entry) => {
        if (value(entry, "interactionId") > 0) felt.inp = Math.max(felt.inp || 0, entry.duration);
      },
      { durationThreshold: 16 },
    );
  });
  await page.goto(url, { waitUntil: "networkidle" });
  const readVitals = () =>
    page.evaluate(() => ({
      ...(Reflect.get(window, "felt") as { fcp: number; lcp: number; cls: number; tasks: LongTask[]; inp: number }),
    }));
  const read = await readVitals();
  const began = Date.now();
  await page.keyboard.press("Shift");
  const hydrated = await page.waitForFunction(isHydrated, undefined, { timeout: 15_000, polling: 20 }).then(
    () => Date.now() - began,
    () => Number.NaN,
  );
  const form = page
    .locator("#comments form summary, #comments form textarea, #comments details:has(form) summary")
    .first();
  let inp = Number.NaN;
  if ((await form.count()) > 0) {
    await form.tap().catch(() => form.click());
    await page.waitForTimeout(1_000);
    inp = (await readVitals()).inp;
  }
  await context.close();
  return { lcp: read.lcp, cls: read.cls, ...blocking(read.tasks, read.fcp), hydrated, inp };
}

interface LongTask {
  /** Milliseconds since the navigation. */
  start: number;
  duration: number;
}

/**
 * How long tasks blocked a page before and after its first contentful paint (for `tbt`, of a task that spans the paint
 * only the part after it counts).
 */
export function blocking(tasks: LongTask[], painted: number): Pick<Vitals, "tbt" | "longestBefore"> {
  let [tbt, longestBefore] = [0, 0];
  for (const { start, duration } of tasks) {
    if (start < painted) longestBefore = Math.max(longestBefore, duration);
    tbt += Math.max(0, Math.min(duration, start + duration - painted) - 50);
  }
  return { tbt, longestBefore };
}
