import { expect, test } from "vitest";
import { createFormToken, readFormAge } from "./form-age-token.ts";

process.env.AUTH_SECRET = "a secret of the tests";

test("a token shows how long its form has been open", () => {
  expect(readFormAge(createFormToken(1_000), 4_500)).toBe(3_500);
});

test("accepts a token of a node whose clock is two minutes ahead", () => {
  expect(readFormAge(createFormToken(120_000), 3_000)).toBe(117_000);
});

test("rejects a token of another time or site, of a day ago or of tomorrow", () => {
  const [moment = "", mark = ""] = createFormToken(1_000_000).split(".");
  expect(readFormAge(`${moment}.${mark}`, 1_000_000 + 86_400_001)).toBeUndefined();
  expect(readFormAge(`${moment}.${mark}`, 1_000_000 - 86_400_000)).toBeUndefined();
  for (const wrong of ["", ".", moment, `${moment}.x`, `x${moment}.${mark}`, `0.${mark}`])
    expect(readFormAge(wrong, 1_000_001), wrong).toBeUndefined();
});
