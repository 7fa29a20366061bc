import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { domains } from "./domain-reputation.ts";

const comment = { ...harmlessComment, domains: ["a.test", "b.test"] };
test.each<[string, number, number, number, boolean]>([
  ["an unknown one", 0, 0, 3, false],
  ["two decisions are too few", 2, 2, 3, false],
  ["all refused", 3, 3, 3, true],
  ["half refused", 4, 2, 3, true],
  ["fewer than half", 5, 2, 3, false],
  ["the phase is off", 9, 9, 0, false],
])("%s", (_what, all, refused, least, waits) => {
  const settings = { ...presets, "moderation.domainDecisions": least };
  const verdict = domains(comment, { ...harmlessContext, settings, domains: new Map([["b.test", { all, refused }]]) });
  expect(verdict?.values?.domains).toBe(waits ? "b.test" : undefined);
  if (waits) expect(verdict).toMatchObject({ action: "hold", isLikelyRefusal: true });
});
