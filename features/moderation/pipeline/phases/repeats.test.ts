import { expect, test } from "vitest";
import { quietComment, quietContext } from "../quiet.ts";
import type { Context } from "../verdict.ts";
import { repeats } from "./repeats.ts";

test.each<[string, Context["alike"], string | undefined]>([
  ["nothing alike", [], undefined],
  ["somewhat alike", [{ likeness: 0.79, own: true }], undefined],
  ["nearly one's own", [{ likeness: 0.8, own: true }], "verdict.repeatOwn"],
  ["somebody else's", [{ likeness: 1, own: false }], "verdict.repeatOthers"],
  [
    "both",
    [
      { likeness: 1, own: false },
      { likeness: 0.9, own: true },
    ],
    "verdict.repeatOwn",
  ],
])("%s", (_what, alike, reason) => {
  const verdict = repeats(quietComment, { ...quietContext, alike });
  expect(verdict?.reason).toBe(reason);
  if (reason) expect(verdict).toMatchObject({ action: "hold", likely: true, rule: "spam" });
});
