import { expect, test } from "vitest";
import { describeEnd, restartPolicy } from "./restart-policy.mjs";

test("doubles the pause after each death, and gives up after the fifth within three minutes", () => {
  const policy = restartPolicy();
  expect([0, 1, 2, 3, 4].map((second) => policy.pauseAfterDeath(second * 1_000))).toEqual([
    500,
    1_000,
    2_000,
    4_000,
    undefined,
  ]);
});

test("ignores deaths older than three minutes", () => {
  const policy = restartPolicy();
  const minutes = Array.from({ length: 20 }, (_, minute) => policy.pauseAfterDeath(minute * 60_000));
  expect(minutes).toEqual([500, 1_000, ...Array(18).fill(2_000)]);
});

test("tells a lack of memory from an end from outside", () => {
  expect(describeEnd("SIGABRT")).toContain("out of memory");
  expect(describeEnd("SIGKILL")).toContain("from outside (SIGKILL)");
});
