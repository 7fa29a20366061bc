import { expect, test } from "vitest";
import { hasReplayed, ReplayProgress } from "./replay-progress.ts";

const at = (lsn: number, timeline = 1) => ({ lsn: BigInt(lsn), timeline });

test.each([
  ["that has replayed as much", at(100), at(100), true],
  ["that has replayed less", at(99), at(100), false],
  ["that was ahead of the promoted server, and does not follow it", at(200), at(150, 2), false],
  ["that has a change of the promoted server", at(150, 2), at(200), true],
  ["whose log is as empty as the primary's", at(100, 0), at(100, 0), true],
  ["that is behind while the primary's log is empty", at(99, 1), at(100, 0), false],
])("compares a standby %s", (_, replayed, written, expected) => {
  expect(hasReplayed(replayed, written)).toBe(expected);
});

test("a standby is current as of the last moment at which the primary had written no more", () => {
  const progress = new ReplayProgress();
  expect(progress.findTime(at(100))).toBe(Number.NEGATIVE_INFINITY);
  progress.noteWritten(1, at(100));
  progress.noteWritten(2, at(110));
  expect([progress.findTime(at(99)), progress.findTime(at(105)), progress.findTime(at(110))]).toEqual([
    Number.NEGATIVE_INFINITY,
    1,
    2,
  ]);
  // Another server was promoted where it had replayed 104, and has written since.
  progress.noteWritten(3, at(106, 2));
  expect([progress.findTime(at(110)), progress.findTime(at(105, 2)), progress.findTime(at(106, 2))]).toEqual([2, 2, 3]);
});
