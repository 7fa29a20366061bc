import fc from "fast-check";
import { expect, test } from "vitest";
import { contrast, isHex, lowestContrast, luminance, mixUntil } from "./contrast.ts";

test.each([
  // Figures from the WCAG's own definition.
  ["#ffffff", "#000000", 21],
  ["#777777", "#ffffff", 4.48],
  ["#767676", "#ffffff", 4.54],
  ["#ff0000", "#ffffff", 4.0],
  ["#0000ff", "#ffffff", 8.59],
  ["#123456", "#123456", 1],
])("the contrast of %s on %s is %f", (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  expect(contrast(other, one)).toBeCloseTo(ratio, 2);
});

test("luminance goes from black to white", () => {
  expect([luminance("#000000"), luminance("#ffffff")]).toEqual([0, 1]);
});

test.each(["#abc", "abcdef", "#ABCDEF", "#12345g", "red", "#1234567", ""])("%j is not a colour", (text) => {
  expect(isHex(text)).toBe(false);
});

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

test("mixes any colour until it is just readable", () => {
  const grounds = ["#11141a", "#1b2029"];
  fc.assert(
    fc.property(hex, (colour) => {
      const mixed = mixUntil(colour, "#ffffff", grounds, 4.5);
      expect(isHex(mixed)).toBe(true);
      expect(lowestContrast(mixed, grounds)).toBeGreaterThanOrEqual(4.5);
      if (lowestContrast(colour, grounds) >= 4.5) expect(mixed).toBe(colour);
    }),
  );
});
