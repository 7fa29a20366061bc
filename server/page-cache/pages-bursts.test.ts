import { expect, test } from "vitest";
import { keyOf, loadPage, settle, stage } from "./testing.ts";

test("shows the first addition after a quiet period immediately", async () => {
  const site = stage();
  await loadPage(site, "/a");
  site.pass(10_000);
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
  expect((await loadPage(site, "/a")).page.source).toBe("1");
});

test("in a burst of additions, renders a page three times in two seconds, the last within a second, and no reader waits", async () => {
  const site = stage();
  await loadPage(site, "/a");
  site.pass(5_000);
  let renders = 0;
  const burst = 10_000;
  for (let ms = 0; ms < burst; ms += 20) {
    if (ms % 200 === 0) site.invalidations.record(["/a"], "soon");
    const found = site.pages.find(keyOf("/a"));
    if (ms === 0) {
      expect(found).toBeUndefined();
      await loadPage(site, "/a");
    } else expect(found, `at ${ms} ms`).toBeDefined();
    await settle();
    renders += site.running.length;
    site.running[0]?.end();
    await settle();
    site.pass(20);
  }
  expect(renders).toBeLessThanOrEqual((3 * burst) / 2_000);
  expect(renders).toBeGreaterThan(burst / 1_000);
  site.pass(650);
  site.pages.find(keyOf("/a"));
  site.running[0]?.end();
  await settle();
  expect(site.pages.find(keyOf("/a"))?.source).toBe(String(site.invalidations.sequence));
});

test("in a burst, shows an addition to signed-in members immediately, and the existing page to others meanwhile", async () => {
  const site = stage();
  site.invalidations.record(["/a"], "soon");
  await loadPage(site, "/a");
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))?.source).toBe("1");
  expect(site.pages.find(keyOf("/a"), true)).toBeUndefined();
  const own = site.pages.load(keyOf("/a"), true);
  expect(site.pages.find(keyOf("/a"))?.source).toBe("1");
  site.running[0]?.end();
  expect(await own).toMatchObject({ page: { source: "2" } });
  expect(site.pages.find(keyOf("/a"))?.source).toBe("2");
});

test("drops a page immediately after a removal, whatever was added before", async () => {
  const site = stage();
  await loadPage(site, "/a");
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  site.invalidations.record(["/a"]);
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
});
