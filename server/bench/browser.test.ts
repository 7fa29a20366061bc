import { expect, test } from "vitest";
import { blocking } from "./browser.ts";

test.each([
  ["before the paint", [{ start: 100, duration: 200 }], { tbt: 0, longestBefore: 200 }],
  ["after it", [{ start: 600, duration: 80 }], { tbt: 30, longestBefore: 0 }],
  ["across it", [{ start: 400, duration: 200 }], { tbt: 50, longestBefore: 200 }],
  ["across it, with little left", [{ start: 300, duration: 240 }], { tbt: 0, longestBefore: 240 }],
  [
    "several",
    [
      { start: 500, duration: 60 },
      { start: 700, duration: 50 },
      { start: 900, duration: 151 },
    ],
    { tbt: 111, longestBefore: 0 },
  ],
])("counts the blocking time of tasks %s", (_, tasks, expected) => {
  expect(blocking(tasks, 500)).toEqual(expected);
});
