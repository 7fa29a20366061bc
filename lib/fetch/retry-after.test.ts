import { expect, test } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const now = Date.parse("2026-11-28T12:00:00Z");

test.each([
  [undefined, 0],
  ["120", 120],
  [" 99999999 ", 86_400],
  ["Sat, 28 Nov 2026 12:10:00 GMT", 600],
  ["Sat, 28 Nov 2026 11:00:00 GMT", 0],
  ["soon", 0],
  ["-5", 0],
])("Retry-After %s is %d seconds", (value, seconds) => {
  expect(parseRetryAfter(value, now)).toBe(seconds);
});
