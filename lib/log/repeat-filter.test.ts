import { expect, test, vi } from "vitest";
import { RepeatFilter } from "./repeat-filter.ts";

test("writes a line at once, counts its repeats, and reports the count once per window", () => {
  vi.useFakeTimers();
  const repeats = new RepeatFilter(60_000);
  const told: string[] = [];
  const write = (key: string) => {
    if (repeats.isNew(key, (count) => told.push(`${key} × ${count}`))) told.push(key);
  };
  for (let n = 0; n < 215; n += 1) write("a");
  write("b");
  expect(told).toEqual(["a", "b"]);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(["a", "b", "a × 214"]);
  // It continues: still one line a minute.
  write("a");
  write("b");
  vi.advanceTimersByTime(60_000);
  expect(told.slice(3)).toEqual(["b", "a × 1"]);
  for (let n = 0; n < 3; n += 1) write("b");
  repeats.flush();
  expect(told.slice(5)).toEqual(["b", "b × 2"]);
  vi.useRealTimers();
});

test("keeps track of a limited number of kinds of lines", () => {
  const repeats = new RepeatFilter();
  for (let n = 0; n < 5_000; n += 1) expect(repeats.isNew(String(n), () => {})).toBe(true);
  expect(repeats.size).toBeLessThanOrEqual(500);
  repeats.flush();
});
