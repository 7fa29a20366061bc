import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { links } from "./links.ts";

const many = (count: number) => ({
  ...harmlessComment,
  links: Array.from({ length: count }, (_, n) => `https://a.test/${n}`),
});
test.each<[number, number, boolean]>([
  [0, 2, false],
  [2, 2, false],
  [3, 2, true],
  [1, 0, true],
  [30, 30, false],
])("checks %i links against a maximum of %i", (count, max, waits) => {
  const settings = { ...presets, "moderation.links": max };
  expect(links(many(count), { ...harmlessContext, settings })?.action).toBe(waits ? "hold" : undefined);
});
