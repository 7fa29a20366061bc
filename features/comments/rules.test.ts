import fc from "fast-check";
import { expect, test } from "vitest";
import { pruned, type Threaded, treeOf } from "./rules.ts";

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

test("every comment stands once in the tree, below its parent, replies in order", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const tree = treeOf(list);
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

test("every visible comment is kept, and no branch ends in a hidden one", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const kept = flat(pruned(treeOf(list)));
      expect(kept.filter(({ hidden }) => !hidden)).toHaveLength(list.filter(({ hidden }) => !hidden).length);
      const leaves = (nodes: Threaded<Row>[]): Row[] =>
        nodes.flatMap((node) => (node.replies.length > 0 ? leaves(node.replies) : [node]));
      expect(leaves(pruned(treeOf(list))).every(({ hidden }) => !hidden)).toBe(true);
    }),
  );
});

test("a reply whose parent is not there becomes a root", () => {
  expect(treeOf([{ id: 5, parentId: 4 }])).toHaveLength(1);
});
