import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHtml } from "../html/parse.ts";
import { toHtml } from "../html/serialise.ts";
import { normaliseHeadingLevels } from "./heading-levels.ts";

const levels = (was: number[]) =>
  [...toHtml(normaliseHeadingLevels(parseHtml(was.map((n) => `<h${n}>x</h${n}>`).join("")))).matchAll(/<h(\d)/g)].map(
    (match) => Number(match[1]),
  );

test.each([
  [
    [2, 3, 4, 2],
    [2, 3, 4, 2],
  ],
  [
    [4, 4, 6],
    [2, 2, 3],
  ],
  [
    [3, 2],
    [2, 2],
  ],
  [
    [2, 4, 3],
    [2, 3, 3],
  ],
  [
    [1, 2],
    [2, 3],
  ],
  [
    [1, 2, 3, 4, 5, 6],
    [2, 3, 4, 5, 6, 6],
  ],
])("%j becomes %j", (was, is) => {
  expect(levels(was)).toEqual(is);
});

test("the first heading is h2 and no level is skipped, whatever the author wrote", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (was) => {
      const is = levels(was);
      expect(is[0]).toBe(2);
      for (const [n, level] of is.entries()) expect(level - (is[n - 1] ?? 1)).toBeLessThanOrEqual(1);
      expect(levels(is)).toEqual(is);
    }),
  );
});
