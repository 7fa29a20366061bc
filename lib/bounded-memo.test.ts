import { expect, test } from "vitest";
import { boundedMemo } from "./bounded-memo.ts";

test("computes a result once, and keeps no more than the maximum", () => {
  const computed: string[] = [];
  const memo = boundedMemo<string>(2);
  const get = (key: string) =>
    memo(key, () => {
      computed.push(key);
      return `${key}!`;
    });
  expect(["a", "b", "a", "b"].map(get)).toEqual(["a!", "b!", "a!", "b!"]);
  expect(computed).toEqual(["a", "b"]);
  get("c");
  expect([get("c"), get("a")]).toEqual(["c!", "a!"]);
  expect(computed).toEqual(["a", "b", "c", "a"]);
});
