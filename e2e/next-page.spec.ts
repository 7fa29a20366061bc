import type { Page } from "@playwright/test";
import { installedBrowser } from "#server/testing/browser.ts";
import { openPrerenderingTab, type TabPage } from "#server/testing/prerendering-browser.ts";
import { completeArticleLink, expect, test } from "./fixtures.ts";

/** Records the page's prefetches: the addresses that rules allow, and those that are complete. */
async function watchPrefetches(page: Page): Promise<{ allowed: Set<string>; ready: Set<string> }> {
  const allowed = new Set<string>();
  const ready = new Set<string>();
  const cdp = await page.context().newCDPSession(page);
  cdp.on("Preload.preloadingAttemptSourcesUpdated", ({ preloadingAttemptSources }) => {
    for (const { key } of preloadingAttemptSources) allowed.add(new URL(key.url).pathname);
  });
  cdp.on("Preload.prefetchStatusUpdated", ({ key, status }) => {
    if (status === "Ready") ready.add(new URL(key.url).pathname);
  });
  await cdp.send("Preload.enable");
  return { allowed, ready };
}

/** How the document of the open page came: "" if it was requested. */
const deliveryType = (page: Page) =>
  page.evaluate(() => String(Reflect.get(performance.getEntriesByType("navigation")[0] ?? {}, "deliveryType")));

test("a link under the pointer is prefetched, and following it requests nothing again @desktop", async ({ page }) => {
  const { ready } = await watchPrefetches(page);
  await page.goto("/");
  const link = page.locator(completeArticleLink).first();
  const path = (await link.getAttribute("href")) ?? "";
  await link.hover();
  await expect.poll(() => [...ready]).toContain(path);
  await link.click();
  await page.waitForURL(`**${path}`);
  await expect(page.locator("article.h-entry h1")).toBeVisible();
  expect(await deliveryType(page)).toBe("navigational-prefetch");
  // The page is complete: its own links are prefetched, and its scripts start.
  await page.keyboard.press("Tab");
  await expect
    .poll(() => page.evaluate(() => Object.keys(document).some((name) => name.startsWith("__reactContainer"))))
    .toBe(true);
});

test("only reader pages are prefetched: no sign-in, search, feed, member's or newsroom's page @desktop", async ({
  page,
}) => {
  const { allowed } = await watchPrefetches(page);
  await page.goto("/");
  const article = (await page.locator(completeArticleLink).first().getAttribute("href")) ?? "";
  await expect.poll(() => [...allowed]).toContain(article);
  await page.goto(article);
  await expect.poll(() => [...allowed].some((path) => path.startsWith("/categories/"))).toBe(true);
  await page.goto("/search?q=a");
  await expect.poll(() => [...allowed]).toContain("/legal");
  const forbidden = /^\/(?:account|admin|api|comments|feeds|login|media|notifications|register|report|search)\b|\./;
  expect([...allowed].filter((path) => forbidden.test(path))).toEqual([]);
});

/** Opens a tab that prerenders. */
async function openInPrerenderingTab(address: URL) {
  const tab = await openPrerenderingTab(installedBrowser(), async ({ send }: TabPage) => await send("Page.enable"));
  const [page] = tab.pages;
  if (!page) throw new Error("the browser opened no page");
  const open = async (path: string) => {
    await page.send("Page.navigate", { url: new URL(path, address).href });
    await expect.poll(() => page.evaluate("document.readyState + location.pathname")).toBe(`complete${path}`);
  };
  /** Rests the pointer on the article link of this number until the article is prerendered. */
  const prerender = async (number: number) => {
    const ready = () => tab.prerenders.filter((status) => status === "Ready").length;
    const before = ready();
    const link = `[...document.querySelectorAll('main a[href^="/articles/"]:not([href*="/essai-"])')][${number}]`;
    const place = await page.evaluate(
      `(a=>{a.scrollIntoView({block:"center",behavior:"instant"});const{x,y}=a.getClientRects()[0];return{x:x+5,y:y+5,path:a.pathname}})(${link})`,
    );
    const { x, y, path } = place as { x: number; y: number; path: string };
    await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
    await expect.poll(ready, { message: tab.prerenders.join(), timeout: 20_000 }).toBeGreaterThan(before);
    const follow = async () => {
      const button = { x, y, button: "left", clickCount: 1 };
      await page.send("Input.dispatchMouseEvent", { type: "mousePressed", ...button });
      page.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...button }).catch(() => {});
      await expect.poll(() => tab.prerenders.at(-1)).toBe("Success");
    };
    return { path, follow };
  };
  return { tab, page, open, prerender };
}

test("an article under the pointer is prerendered; its scripts wait until it is opened @desktop", async ({
  baseURL,
}) => {
  const { tab, page, open, prerender } = await openInPrerenderingTab(new URL(baseURL ?? ""));
  try {
    await open("/");
    // The cookie says that somebody is signed in: scripts of a page that is read start at once.
    await page.evaluate('document.cookie="vigie_hint=1; path=/"');
    const { path, follow } = await prerender(0);
    const article = tab.pages.at(-1);
    expect(await article?.evaluate("[document.prerendering,location.pathname]")).toEqual([true, path]);
    const requestedScripts = () => article?.evaluate('document.querySelectorAll("script[src]").length');
    expect(await requestedScripts()).toBe(0);
    await follow();
    expect(await article?.evaluate("document.prerendering")).toBe(false);
    await expect.poll(requestedScripts).toBeGreaterThan(0);
  } finally {
    await tab.close();
  }
});

test("an article that was prerendered and not opened is not kept for reading offline @desktop", async ({ baseURL }) => {
  test.slow();
  const { tab, page, open, prerender } = await openInPrerenderingTab(new URL(baseURL ?? ""));
  const index = `caches.open("vigie-offline-pages-1").then(c=>c.match("/offline/index.json")).then(r=>r?r.json():{pages:[],checkedAt:0})`;
  const kept = async (one = page) => (await one.evaluate(`${index}.then(i=>i.pages.map(p=>p.path))`)) as string[];
  try {
    await open("/");
    await page.evaluate(
      'navigator.serviceWorker.register("/sw.js").then(()=>navigator.serviceWorker.ready).then(()=>1)',
    );
    await open("/");
    await expect.poll(() => page.evaluate("!!navigator.serviceWorker.controller")).toBe(true);
    const looked = () => page.evaluate(`${index}.then(i=>i.checkedAt>0)`);
    await expect.poll(looked, { timeout: 20_000 }).toBe(true);
    await page.evaluate(
      `${index}.then(async i=>(await caches.open("vigie-offline-pages-1")).put("/offline/index.json",new Response(JSON.stringify({...i,checkedAt:0})))).then(()=>1)`,
    );
    const first = await prerender(0);
    // The worker has dealt with that page once it has looked for withdrawn articles again.
    await expect.poll(looked, { timeout: 20_000 }).toBe(true);
    expect(await kept()).toEqual([]);
    await first.follow();
    const article = tab.pages.at(-1);
    await article?.send("Input.dispatchKeyEvent", { type: "keyDown", key: "Tab", code: "Tab" });
    await expect.poll(() => kept(article), { timeout: 40_000 }).toEqual([first.path]);
  } finally {
    await tab.close();
  }
});
