import { expect, test } from "vitest";
import { ManualClock } from "../session-testing.ts";
import { createWordCountStore, minCountIntervalMs } from "./word-count-store.ts";

test("counts once for a hundred keystrokes, and once more for later ones", async () => {
  const clock = new ManualClock();
  let [text, counted, heard] = [10, 0, 0];
  const length = createWordCountStore(
    10,
    () => {
      counted += 1;
      return text;
    },
    clock,
  );
  const stop = length.subscribe(() => {
    heard += 1;
  });
  for (let key = 0; key < 100; key += 1) {
    text += 1;
    length.changed();
  }
  expect([length.get(), counted]).toEqual([10, 0]);
  await clock.advance(minCountIntervalMs, async () => {});
  expect([length.get(), counted, heard]).toEqual([110, 1, 1]);
  text = 5;
  length.changed();
  await clock.advance(minCountIntervalMs, async () => {});
  expect([length.get(), counted]).toEqual([5, 2]);
  length.changed();
  stop();
  await clock.advance(minCountIntervalMs, async () => {});
  expect(counted).toBe(2);
});

test("keeps the number of a text that cannot be counted yet", async () => {
  const clock = new ManualClock();
  const length = createWordCountStore(42, () => undefined, clock);
  length.subscribe(() => {});
  length.changed();
  await clock.advance(minCountIntervalMs, async () => {});
  expect(length.get()).toBe(42);
});
