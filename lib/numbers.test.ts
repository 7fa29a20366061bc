import { expect, test } from "vitest";
import { formatNumber, formatRating } from "./numbers.ts";

test("numbers follow the language", () => {
  expect(formatNumber(1234, { locale: "fr" })).toBe("1\u202f234");
  expect(formatNumber(1234, { locale: "en" })).toBe("1,234");
  expect(formatNumber(0.5, { locale: "fr", decimals: 1 })).toBe("0,5");
});

test("an average has two decimals", () => {
  expect(formatRating(51, 12, "fr")).toBe("4,25");
  expect(formatRating(5, 1, "fr")).toBe("5,00");
  expect(formatRating(14, 3, "en")).toBe("4.67");
  expect(formatRating(0, 0, "fr")).toBe("0,00");
});
