import { expect, test } from "vitest";
import { describeStep } from "./describe-moment.ts";

const style = { locale: "fr", zone: "Europe/Paris" } as const;
const hour = 3_600_000;

test.each([
  ["10 h 42", Date.UTC(2026, 10, 29, 9, 42), "hier, 11 h"],
  ["23 h 15", Date.UTC(2026, 10, 29, 22, 15), "0 h"],
])("the first step of a day that ends at %s says whether it is of yesterday", (_, now, label) => {
  const first = new Date(now - (now % hour) - 23 * hour);
  expect(describeStep(first, "day", style, now).replaceAll(/\s/g, " ")).toBe(label);
  expect(describeStep(first, "day", style)).not.toContain("hier");
});
