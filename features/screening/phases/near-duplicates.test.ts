import { expect, test } from "vitest";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import type { ScreeningContext } from "../verdict.ts";
import { repeats } from "./near-duplicates.ts";

const own = (likeness: number) => ({ likeness, own: true, member: 1 });
const by = (member: number, likeness = 1) => ({ likeness, own: false, member });
const text = "Une phrase de plus de huit mots que personne d’autre n’écrirait ainsi";

test.each<[string, ScreeningContext["similar"], string | undefined]>([
  ["nothing alike", [], undefined],
  ["somewhat alike", [own(0.79)], undefined],
  ["nearly one's own", [own(0.8)], "verdict.repeatOwn"],
  ["somebody else's", [by(2)], "verdict.repeatOthers"],
  ["both", [by(2), own(0.9)], "verdict.repeatOwn"],
  ["under several accounts, less alike", [by(2, 0.7), by(3, 0.7)], "verdict.repeatAccounts"],
  ["twice under one account, less alike", [by(2, 0.7), by(2, 0.7)], undefined],
])("%s", (_what, similar, reason) => {
  const verdict = repeats({ ...harmlessComment, text }, { ...harmlessContext, similar });
  expect(verdict?.reason).toBe(reason);
  if (reason) expect(verdict).toMatchObject({ action: "hold", isLikelyRefusal: true, rule: "spam" });
});

test.each<[string, ScreeningContext["similar"], string | undefined]>([
  ["once", [own(1)], undefined],
  ["twice", [own(1), own(1)], "verdict.repeatOwn"],
  ["once by each of two others", [by(2), by(3)], "verdict.repeatOthers"],
  ["by three others", [by(2), by(3), by(4)], "verdict.repeatAccounts"],
])("a short text, repeated %s", (_what, similar, reason) => {
  const short = { ...harmlessComment, text: "Venez donc chez nous" };
  expect(repeats(short, { ...harmlessContext, similar })?.reason).toBe(reason);
});
