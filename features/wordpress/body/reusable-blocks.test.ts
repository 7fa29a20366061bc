import { expect, it } from "vitest";
import { insertReusableBlocks, maxBlockCharacters } from "./reusable-blocks.ts";

const reference = (id: number) => `<!-- wp:block {"ref":${id}} /-->`;
const blocks = new Map([
  ["1", "<p>Un</p>"],
  ["2", `<p>Deux</p>${reference(1)}`],
  ["3", `x${reference(3)}`],
  ["4", "y".repeat(100_000)],
]);
const insert = (content: string) => insertReusableBlocks(content, (id) => blocks.get(id) ?? "");

it.each([
  [`a${reference(1)}b${reference(1)}`, "a<p>Un</p>b<p>Un</p>"],
  ['<!-- wp:block {"ref":1,"overrides":{}} /-->', "<p>Un</p>"],
  [reference(2), "<p>Deux</p><p>Un</p>"],
  [reference(9), reference(9)],
])("inserts reusable blocks: %s", (content, wanted) => {
  expect(insert(content)).toBe(wanted);
});

it("ends circles and repetitions", () => {
  expect(insert(reference(3))).toBe(`xxx${reference(3)}`);
  expect(insert(reference(4).repeat(1_000)).length).toBeLessThan(1_100_000);
});

it("reads each block once per depth, and adds no more than its limit, however blocks repeat each other", () => {
  for (const repeats of [500, 5_000]) {
    const repeated = new Map([
      ["1", reference(2).repeat(repeats)],
      ["2", reference(5).repeat(repeats)],
      ["5", "z".repeat(repeats)],
    ]);
    const asked: string[] = [];
    const contentOf = (id: string) => {
      asked.push(id);
      return repeated.get(id) ?? "";
    };
    const content = reference(1).repeat(repeats);
    expect(insertReusableBlocks(content, contentOf).length).toBeLessThan(content.length + maxBlockCharacters);
    expect(asked).toEqual(["1", "2", "5"]);
  }
});
