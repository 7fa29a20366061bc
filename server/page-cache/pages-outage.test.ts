import { describe, expect, test } from "vitest";
import { maxStaleMs } from "./pages.ts";
import { keyOf, loadPage, page, settle, shared, stage } from "./testing.ts";

describe("while no page can be rendered", () => {
  test("keeps a page that lacks an addition, says for how long it has been stale, and retries only when the database answers", async () => {
    const site = stage();
    await loadPage(site, "/a");
    site.invalidations.record(["/a"], "soon");
    site.invalidations.record(["/a"], "update");
    site.database.set("down");
    expect(site.pages.findStale(keyOf("/a"))).toMatchObject({ page: { source: "0" }, staleSeconds: 1 });
    site.pass(11_000);
    expect(site.pages.findStale(keyOf("/a"))).toMatchObject({ page: { source: "0" }, staleSeconds: 11 });
    await loadPage(site, "/b");
    site.invalidations.record(["/b"], "soon");
    site.pass(maxStaleMs - 1);
    expect(site.pages.find(keyOf("/b"))).toBeDefined();
    await settle();
    expect(site.running).toEqual([]);
    site.database.set("up");
    expect(site.pages.find(keyOf("/a"))).toBeUndefined();
    expect((await loadPage(site, "/a")).page.source).toBe("3");
  });

  test("never shows a page after a removal", async () => {
    const site = stage();
    await loadPage(site, "/a");
    site.invalidations.record(["/a"]);
    site.invalidations.record(["/a"], "soon");
    site.database.set("down");
    expect(site.pages.findStale(keyOf("/a"))).toBeUndefined();
    expect(site.pages.findStale(keyOf("/never"))).toBeUndefined();
  });

  test("keeps a 404 of any age, unless the address may exist by now", async () => {
    const site = stage({ outcome: (key) => shared(page("x", 404), [key.page]) });
    await loadPage(site, "/a");
    site.pass(60_000);
    expect(site.pages.findStale(keyOf("/a"))?.page.status).toBe(404);
    site.invalidations.record(["/a"], "update");
    expect(site.pages.findStale(keyOf("/a"))).toBeUndefined();
  });

  test("tells waiting requests when the database is down, and shows an older page to those who may see it once the database is slow", async () => {
    const site = stage();
    await loadPage(site, "/a");
    site.invalidations.record(["/a"], "update");
    const ended: string[] = [];
    const wait = (path: string, exact: boolean, name: string) =>
      site.pages.load(keyOf(path), exact).then(({ kind }) => void ended.push(`${name} ${kind}`));
    const waiting = [wait("/a", false, "reader"), wait("/a", true, "member"), wait("/b", false, "first reader")];
    await settle();
    site.database.set("slow");
    await settle();
    expect(ended).toEqual(["reader failed"]);
    site.database.set("down");
    await Promise.all(waiting);
    expect(ended.toSorted()).toEqual(["first reader failed", "member failed", "reader failed"]);
    for (const render of [...site.running]) render.end();
    await settle();
    expect(site.database.listening).toBe(0);
  });
});
