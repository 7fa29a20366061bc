import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reorderIds } from "#lib/reorder.ts";
import { composeFrontPage, countHomePages, type FrontPageCandidates, frontPageSizes, listPlacedIds } from "./rules.ts";

const nothing: FrontPageCandidates<string> = { pinned: [], newest: [], discussed: [], best: [], sections: [] };
const compose = (candidates: Partial<FrontPageCandidates<string>>) => composeFrontPage({ ...nothing, ...candidates });
const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => from - n);
const discussed = (...ids: number[]) => ids.map((id) => ({ id, today: id % 3 }));
const section = (name: string, articles: number[], newArticles = 0) => ({ section: name, articles, newArticles });
const idsOf = (listed: { id: number }[]) => listed.map(({ id }) => id);
const namesOf = (sections: { section: string }[]) => sections.map(({ section: name }) => name);

/** A site with any numbers of articles, comments, ratings and sections, and articles in several of them. */
const sites = fc.integer({ min: 0, max: 40 }).chain((total) => {
  const all = range(total, 1);
  const some = (maxLength: number) => fc.shuffledSubarray(all, { maxLength: Math.min(maxLength, total) });
  return fc.record({
    pinned: some(6),
    newest: fc.constant(all.slice(0, 25)),
    discussed: some(8).map((ids) => discussed(...ids)),
    best: some(12),
    sections: fc
      .array(fc.record({ articles: some(24), newArticles: fc.nat(24) }), { maxLength: 9 })
      .map((list) => list.map((one, n) => ({ ...one, section: `s${n}` }))),
  });
});

describe("for every site", () => {
  test("no article is on the page twice", () => {
    fc.assert(
      fc.property(sites, (site) => {
        const ids = listPlacedIds(compose(site));
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test("no part is an empty box or larger than its place", () => {
    fc.assert(
      fc.property(sites, (site) => {
        const places = compose(site);
        for (const { articles } of places.tallSections) expect([1, 2]).toContain(articles.length);
        for (const { articles } of places.rowSections) expect(articles).toHaveLength(1);
        for (const ranking of [places.discussed, places.best]) expect(ranking.length).not.toBe(1);
        expect(places.secondary.length).toBeLessThanOrEqual(frontPageSizes.secondary);
        expect(places.discussed.length).toBeLessThanOrEqual(frontPageSizes.discussed);
        expect(places.best.length).toBeLessThanOrEqual(frontPageSizes.best);
        expect(places.tallSections.length).toBeLessThanOrEqual(3);
        expect(places.rowSections.length).toBeLessThanOrEqual(3);
        // A row is never wider than the one above it.
        expect(places.rowSections.length).toBeLessThanOrEqual(places.tallSections.length);
      }),
    );
  });

  test("the first articles, chosen or newest, are at the top, and a page has a lead if the site has an article", () => {
    fc.assert(
      fc.property(sites, (site) => {
        const { lead, secondary, hasMore } = compose(site);
        const first = [...new Set([...site.pinned, ...site.newest])];
        expect([lead, ...secondary].filter((id) => id !== undefined)).toEqual(first.slice(0, 3));
        expect(lead === undefined).toBe(first.length === 0);
        if (first.length <= 1) expect(hasMore).toBe(false);
      }),
    );
  });

  test("every section with an article that has no other place is there, up to six", () => {
    fc.assert(
      fc.property(sites, (site) => {
        const places = compose(site);
        const sections = [...places.tallSections, ...places.rowSections];
        const placed = new Set(listPlacedIds(places));
        const left = site.sections.filter(
          ({ section: name, articles }) => !namesOf(sections).includes(name) && articles.some((id) => !placed.has(id)),
        );
        if (sections.length < frontPageSizes.sections) expect(left).toEqual([]);
      }),
    );
  });
});

test("fills the places in their order", () => {
  const places = compose({
    newest: range(100, 76),
    discussed: discussed(99, 90, 80, 70, 60, 50, 40, 30),
    best: [100, 90, 91, 92, 93, 94, 95],
    sections: ["a", "b", "c", "d", "e", "f", "g"].map((name, n) => section(name, [100, 90, 91, 89 - n, 20 - n], 7 - n)),
  });
  expect(places.lead).toBe(100);
  expect(places.secondary).toEqual([99, 98]);
  expect(idsOf(places.discussed)).toEqual([90, 80, 70, 60, 50]);
  expect(places.best).toEqual([91, 92, 93, 94]);
  expect(places.tallSections).toEqual([
    { section: "a", articles: [89, 20] },
    { section: "b", articles: [88, 19] },
    { section: "c", articles: [87, 18] },
  ]);
  expect(places.rowSections.map(({ articles }) => articles)).toEqual([[86], [85], [84]]);
  expect(places.hasMore).toBe(true);
});

test("pins lead, whatever their date", () => {
  const places = compose({ pinned: [5, 90], newest: range(100, 76) });
  expect([places.lead, ...places.secondary]).toEqual([5, 90, 100]);
});

test.each([
  [0, undefined, 0, 0],
  [1, 1, 0, 0],
  [2, 2, 1, 0],
  [3, 3, 2, 0],
  [5, 5, 2, 2],
])("a site of %i articles in one section", (total, lead, secondary, inSection) => {
  const all = range(total, 1);
  const places = compose({ newest: all, sections: [section("a", all)] });
  expect(places.lead).toBe(lead);
  expect(places.secondary).toHaveLength(secondary);
  expect(places.tallSections.flatMap(({ articles }) => articles)).toHaveLength(inSection);
  expect(places.hasMore).toBe(false);
});

test("on a small site the rankings leave articles to the sections", () => {
  const all = range(13, 1);
  const {
    discussed: talked,
    best,
    tallSections,
    rowSections,
  } = compose({
    newest: all,
    discussed: discussed(...range(8, 1)),
    best: range(13, 2),
    sections: all.map((id) => section(`s${id}`, [id])),
  });
  expect(talked).toHaveLength(4);
  expect(best).toHaveLength(3);
  expect([...tallSections, ...rowSections]).toHaveLength(3);
});

test("a ranking of one article is left out, and its article stays in its section", () => {
  const places = compose({
    newest: range(30, 6),
    discussed: discussed(20),
    best: [19],
    sections: [section("a", [20, 19])],
  });
  expect([places.discussed, places.best]).toEqual([[], []]);
  expect(places.tallSections).toEqual([{ section: "a", articles: [20, 19] }]);
});

test("an article of two sections leaves neither empty", () => {
  const { tallSections } = compose({
    newest: [9, 8, 7, 5, 4],
    sections: [section("a", [5, 4], 2), section("b", [4], 1)],
  });
  expect(tallSections).toEqual([
    { section: "a", articles: [5] },
    { section: "b", articles: [4] },
  ]);
});

test("sections with the most new articles come first, then those with a second headline", () => {
  const one = (name: string, id: number, newArticles: number) => section(name, [id], newArticles);
  const { tallSections, rowSections } = compose({
    newest: range(100, 76),
    sections: [one("a", 1, 0), section("b", [2, 3], 0), one("c", 4, 5), one("d", 6, 0), one("e", 7, 1)],
  });
  expect(namesOf(tallSections)).toEqual(["c", "e", "b"]);
  expect(namesOf(rowSections)).toEqual(["a", "d"]);
});

test.each([
  [1, 1, 0],
  [2, 2, 0],
  [3, 3, 0],
  [4, 2, 2],
  [5, 3, 2],
  [6, 3, 3],
  [9, 3, 3],
])("%i sections stand in rows of %i and %i", (count, tall, rows) => {
  const sections = Array.from({ length: count }, (_, n) => section(`s${n}`, [50 - n]));
  const places = compose({ newest: range(100, 76), sections });
  expect([places.tallSections.length, places.rowSections.length]).toEqual([tall, rows]);
});

test("the list behind the front page has a page for all articles", () => {
  expect([0, 1, 20, 21, 100_000].map((total) => countHomePages(total, 20))).toEqual([1, 2, 2, 3, 5_001]);
});

test.each([
  ["up", 3, [1, 3, 2]],
  ["up", 1, [1, 2, 3]],
  ["down", 1, [2, 1, 3]],
  ["down", 3, [1, 2, 3]],
  ["first", 3, [3, 1, 2]],
  ["first", 9, [9, 1, 2, 3]],
  ["remove", 2, [1, 3]],
  ["remove", 9, [1, 2, 3]],
  ["pin", 9, [1, 2, 3, 9]],
  ["pin", 2, [1, 2, 3]],
  ["until", 2, [1, 2, 3]],
  ["down", 9, [1, 2, 3]],
] as const)("%s %i", (act, id, order) => {
  expect(reorderIds([1, 2, 3], act, id)).toEqual(order);
});

test("accepts an order with each article once", () => {
  expect(reorderIds([1, 2, 3], "order", 0, [3, 3, 9, 1])).toEqual([3, 9, 1]);
});
