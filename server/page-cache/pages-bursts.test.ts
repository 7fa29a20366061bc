import { expect, test } from "vitest";
import { keyOf, loadPage, page, settle, stage } from "./testing.ts";

test("shows the first addition after a quiet period immediately", async () => {
  const site = stage();
  await loadPage(site, "/a");
  for (let second = 0; second < 10; second += 1) {
    site.pass(1_100);
    site.pages.find(keyOf("/a"));
    site.running[0]?.end();
    await settle();
  }
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
  expect(site.pages.find(keyOf("/a"))?.source).toBe(`${site.invalidations.sequence}.5`);
});

/** Simulates `ms` of comments and reads; returns for each render whether it was allowed in one pass. */
async function inBurst(site: ReturnType<typeof stage>, ms: number): Promise<boolean[]> {
  const seen: boolean[] = [];
  for (let passed = 0; passed < ms; passed += 50) {
    if (passed % 200 === 0) site.invalidations.record(["/a"], "soon");
    if (!site.pages.find(keyOf("/a"))) site.pages.load(keyOf("/a"));
    await settle();
    if (site.running[0]) seen.push(site.running[0].known !== undefined);
    site.running[0]?.end();
    await settle();
    site.pass(50);
  }
  return seen;
}

test("in a burst, renders a page again in one pass, and as a whole every ten seconds", async () => {
  const site = stage();
  await loadPage(site, "/a");
  const renders = await inBurst(site, 30_000);
  const whole = renders.filter((onePass) => !onePass).length;
  expect(whole).toBeGreaterThanOrEqual(2);
  expect(whole).toBeLessThanOrEqual(3);
  expect(renders.length).toBeGreaterThan(30);
});

test("renders the whole page once for an occasional comment", async () => {
  const site = stage();
  await loadPage(site, "/a");
  for (let i = 0; i < 5; i += 1) {
    site.pass(6_000);
    expect(await inBurst(site, 50)).toEqual([false]);
    site.pass(900);
    expect(site.pages.find(keyOf("/a"))?.source).toBe(String(site.invalidations.sequence));
    expect(site.running).toHaveLength(0);
  }
});

test("five seconds after a burst, renders the whole page, and then shows the next comment immediately", async () => {
  const site = stage();
  await loadPage(site, "/a");
  await inBurst(site, 3_000);
  site.pass(1_000);
  expect(await inBurst(site, 50)).toEqual([true]);
  site.pass(4_800);
  expect(site.pages.find(keyOf("/a"))?.source).toBe(`${site.invalidations.sequence}.5`);
  expect(site.running).toHaveLength(0);
  site.pass(200);
  site.pages.find(keyOf("/a"));
  await settle();
  expect(site.running).toMatchObject([{ known: undefined }]);
  site.running[0]?.end();
  await settle();
  site.pass(900);
  expect(site.pages.find(keyOf("/a"))?.source).toBe(String(site.invalidations.sequence));
  expect(site.running).toHaveLength(0);
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
});

test("renders whole pages if one pass failed or the router's payload is requested", async () => {
  const vain = stage({ onlyWhole: true });
  await loadPage(vain, "/a");
  const tries = await inBurst(vain, 30_000);
  expect(tries.filter((onePass) => onePass).length).toBeLessThanOrEqual(3);

  const routed = stage();
  await loadPage(routed, "/a");
  const payload = routed.pages.load(keyOf("/a", "payload"));
  routed.running[0]?.end();
  await payload;
  expect(await inBurst(routed, 5_000)).not.toContain(true);
});

test("never renders in one pass after a removal, or if the page's tags are unknown", async () => {
  const site = stage();
  await loadPage(site, "/a");
  site.invalidations.record(["/a"], "soon");
  site.invalidations.record(["/a"]);
  site.pages.load(keyOf("/a"));
  await settle();
  expect(site.running).toMatchObject([{ known: undefined }]);

  const unknown = stage({ outcome: () => ({ kind: "shared", page: page("x"), tags: undefined }) });
  await loadPage(unknown, "/a");
  unknown.invalidations.record(["/b"], "soon");
  unknown.pages.load(keyOf("/a"));
  await settle();
  expect(unknown.running).toMatchObject([{ known: undefined }]);
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
  expect(await own).toMatchObject({ page: { source: "2.5" } });
  expect(site.pages.find(keyOf("/a"))?.source).toBe("2.5");
});

test("drops a page immediately after a removal, or if its tags are unknown, whatever was added before", async () => {
  const site = stage();
  await loadPage(site, "/a");
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  site.invalidations.record(["/a"]);
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();

  const unknown = stage({ outcome: () => ({ kind: "shared", page: page("x"), tags: undefined }) });
  await loadPage(unknown, "/a");
  unknown.invalidations.record(["/b"]);
  expect(unknown.pages.find(keyOf("/a"))).toBeUndefined();
});
