import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { spamScore } from "./spam-score.ts";

test.each<[string, number | undefined, number, boolean]>([
  ["nothing was learnt", undefined, 95, false],
  ["below", 0.94, 95, false],
  ["at the limit", 0.95, 95, true],
  ["the phase is off", 1, 0, false],
])("%s", (_what, score, least, waits) => {
  const settings = { ...presets, "moderation.spamScore": least };
  const learnt = score === undefined ? undefined : { score, words: ["gagnez", "casino"] };
  const verdict = spamScore(harmlessComment, { ...harmlessContext, settings, spam: learnt });
  expect(verdict?.values?.words).toBe(waits ? "gagnez, casino" : undefined);
  if (waits) expect(verdict).toMatchObject({ action: "hold", isLikelyRefusal: true, rule: "spam" });
});
