import { setTimeout as delay } from "node:timers/promises";
import { openPrerenderingTab, type TabPage } from "#server/testing/prerendering-browser.ts";
import { paintRecorder, slow } from "./browser.ts";

/** What a reader sees of a page, in ms after its activation. */
const figuresOf =
  '(({activationStart:a})=>{const after=t=>Math.max(0,t-a);return{prerendered:a>0,fcp:after(performance.getEntriesByName("first-contentful-paint")[0]?.startTime??NaN),' +
  'lcp:after(seen.lcp),cls:seen.cls}})(performance.getEntriesByType("navigation")[0])';

/** A page that was prerendered, from the tap on its link. */
export interface PrerenderedPage {
  prerendered: boolean;
  fcp: number;
  lcp: number;
  cls: number;
  /** Bytes of the document, its pictures and fonts as they arrived before the tap. */
  bytes: number;
}

const preparePhone = ({ send }: TabPage) =>
  Promise.all([
    send("Network.emulateNetworkConditions", {
      offline: false,
      latency: slow.latency,
      downloadThroughput: slow.throughput,
      uploadThroughput: slow.throughput,
    }),
    send("Emulation.setCPUThrottlingRate", { rate: slow.cpu }),
    send("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 2, mobile: true }),
    send("Emulation.setTouchEmulationEnabled", { enabled: true }),
    send("Page.enable"),
    send("Page.addScriptToEvaluateOnNewDocument", { source: paintRecorder }),
  ]);

/** Follows the first link of the home page on a slow phone to an article that the browser has prerendered. */
export async function visitPrerendered(executablePath: string | undefined, home: string): Promise<PrerenderedPage> {
  const tab = await openPrerenderingTab(executablePath, preparePhone);
  try {
    const [page] = tab.pages;
    if (!page) throw new Error("The browser opened no page.");
    await page.send("Page.navigate", { url: home });
    const isComplete = "document.readyState==='complete'&&location.href!=='about:blank'";
    await until(async () => (await page.evaluate(isComplete)) === true, "the home page");
    await untilQuiet(tab.receivedBytes);
    const place = await page.evaluate(
      `(({x,y})=>[x+20,y+10])(document.querySelector('main a[href^="/articles/"]').getBoundingClientRect())`,
    );
    const [x, y] = Array.isArray(place) ? place : [];
    const before = tab.receivedBytes();
    await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
    await until(async () => tab.prerenders.includes("Ready"), "the prerendered page");
    // From then on its document is there; its pictures follow.
    await until(async () => (await tab.pages.at(-1)?.evaluate(isComplete)) === true, "the prerendered page's pictures");
    await untilQuiet(tab.receivedBytes);
    const bytes = tab.receivedBytes() - before;
    await page.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    // The page that would answer is replaced.
    page.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] }).catch(() => {});
    await until(async () => tab.prerenders.includes("Success"), "the next page");
    // The largest paint is final once nothing more arrives.
    await delay(1_000);
    const figures = (await tab.pages.at(-1)?.evaluate(figuresOf)) as Omit<PrerenderedPage, "bytes">;
    if (!figures.prerendered) throw new Error("The next page was not prerendered.");
    return { ...figures, bytes };
  } finally {
    await tab.close();
  }
}

async function until(reached: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await reached())) {
    if (Date.now() > end) throw new Error(`Waited too long for ${what}.`);
    await delay(50);
  }
}

/** Waits until nothing has arrived for half a second. */
async function untilQuiet(received: () => number): Promise<void> {
  for (let before = -1; before !== received(); await delay(500)) before = received();
}
