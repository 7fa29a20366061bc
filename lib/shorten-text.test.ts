import { expect, test } from "vitest";
import { shortenText } from "./shorten-text.ts";

test("cuts after a whole word, and never inside a character", () => {
  expect(shortenText("Un deux trois quatre", 12)).toBe("Un deux…");
  expect(shortenText("😀".repeat(20), 10)).toBe(`${"😀".repeat(9)}…`);
  expect(shortenText("court", 10)).toBe("court");
  expect(shortenText("court", 0)).toBe("");
});
