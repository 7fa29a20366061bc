import { expect, test } from "vitest";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import type { ScreeningContext } from "../verdict.ts";
import { repeats } from "./near-duplicates.ts";

test.each<[string, ScreeningContext["similar"], string | undefined]>([
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
])("%s", (_what, similar, reason) => {
  const verdict = repeats(harmlessComment, { ...harmlessContext, similar });
  expect(verdict?.reason).toBe(reason);
  if (reason) expect(verdict).toMatchObject({ action: "hold", isLikelyRefusal: true, rule: "spam" });
});
