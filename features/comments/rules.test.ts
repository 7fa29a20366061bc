import fc from "fast-check";
import { expect, test } from "vitest";
import {
  buildTree,
  countVisible,
  createQuote,
  findNewest,
  pruneTree,
  rankThreads,
  type Threaded,
  wilsonLowerBound,
} from "./rules.ts";

interface Row {
  id: number;
  parentId: number | null;
  hidden: boolean;
}
const rows = fc
  .array(fc.record({ parent: fc.nat(), hidden: fc.boolean(), root: fc.boolean() }), { maxLength: 40 })
  .map((list) =>
    list.map(
      ({ parent, hidden, root }, n): Row => ({
        id: n + 1,
        parentId: root || n === 0 ? null : (parent % n) + 1,
        hidden,
      }),
    ),
  );
const flat = (nodes: Threaded<Row>[]): Row[] => nodes.flatMap((node) => [node, ...flat(node.replies)]);

test("puts every comment once below its parent, with replies in order", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const tree = buildTree(list);
      expect(
        flat(tree)
          .map(({ id }) => id)
          .sort((a, b) => a - b),
      ).toEqual(list.map(({ id }) => id));
      const check = (nodes: Threaded<Row>[], parentId: number | null) => {
        expect(nodes.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id).toSorted((a, b) => a - b));
        for (const node of nodes) {
          expect(node.parentId).toBe(parentId);
          check(node.replies, node.id);
        }
      };
      check(tree, null);
    }),
  );
});

test("keeps every visible comment and ends no branch in a hidden one", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const kept = flat(pruneTree(buildTree(list)));
      expect(kept.filter(({ hidden }) => !hidden)).toHaveLength(list.filter(({ hidden }) => !hidden).length);
      const leaves = (nodes: Threaded<Row>[]): Row[] =>
        nodes.flatMap((node) => (node.replies.length > 0 ? leaves(node.replies) : [node]));
      expect(leaves(pruneTree(buildTree(list))).every(({ hidden }) => !hidden)).toBe(true);
    }),
  );
});

test("makes a root of a reply without its parent", () => {
  expect(buildTree([{ id: 5, parentId: 4 }])).toHaveLength(1);
});

test.each([
  [0, 0, 0],
  [0, 10, 0],
  [1, 1, 0.2065],
  [10, 10, 0.7225],
  [50, 100, 0.4038],
  [500, 1000, 0.4691],
])("bounds %i of %i from below by %f", (positive, trials, bound) => {
  expect(wilsonLowerBound(positive, trials)).toBeCloseTo(bound, 4);
});

test("gives an old comment no advantage: only members who reacted since it was posted count as trials", () => {
  const lastReactions = [10, 20, 30, 110, 120];
  const order = rankThreads(
    [
      { thread: 1, at: 0, reactions: 2 },
      { thread: 2, at: 5, reactions: 0 },
      { thread: 3, at: 100, reactions: 2 },
    ],
    lastReactions,
  );
  expect(order).toEqual([3, 1, 2]);
});

test("lists each thread up to the last one with a reaction once", () => {
  const firsts = fc.uniqueArray(
    fc.record({ thread: fc.integer({ min: 1, max: 60 }), at: fc.nat(1000), reactions: fc.nat(5) }),
    { selector: ({ thread }) => thread, maxLength: 30 },
  );
  fc.assert(
    fc.property(firsts, fc.array(fc.nat(1000), { maxLength: 20 }), (list, last) => {
      const order = rankThreads(list, last);
      const maxThread = Math.max(0, ...list.filter(({ reactions }) => reactions > 0).map(({ thread }) => thread));
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: maxThread }, (_, n) => n + 1));
    }),
  );
});

/** A comment posted at that minute. */
const leaf = (minute: number, hidden = false) => ({
  id: 100 - minute,
  createdAt: new Date(Date.UTC(2026, 10, 29, 9, minute)),
  hidden,
  replies: [] as never[],
});
const node = (minute: number, replies: ReturnType<typeof leaf>[] = [], hidden = false) => ({
  ...leaf(minute, hidden),
  replies,
});

test("counts visible comments at any depth and finds the newest of them, whatever their ids", () => {
  const threads = [node(1, [leaf(4), leaf(9, true)]), node(2, [leaf(7)], true), node(3)];
  expect(countVisible(threads)).toBe(4);
  expect([countVisible(threads, 0), countVisible(threads, 1)]).toEqual([2, 4]);
  expect(findNewest(threads)?.createdAt.getUTCMinutes()).toBe(7);
  expect([countVisible([]), findNewest([]), findNewest([leaf(1, true)])]).toEqual([0, undefined, undefined]);
});

test("quotes the first sentence, with the next one if it is short, and truncates a long one", () => {
  expect(createQuote("Testez un mardi ordinaire, pas le jour où tout brûle. Puis dormez.", "fr")).toBe(
    "Testez un mardi ordinaire, pas le jour où tout brûle.",
  );
  expect(createQuote("Bravo ! Notre assureur a envoyé son expert le mardi. Il a demandé le cahier.", "fr")).toBe(
    "Bravo ! Notre assureur a envoyé son expert le mardi.",
  );
  const long = createQuote(`${"mot ".repeat(200)}.`, "fr");
  expect(long).toMatch(/^(?:mot )+mot…$/);
  expect(long.length).toBeLessThan(160);
  expect(createQuote("", "fr")).toBe("");
});
