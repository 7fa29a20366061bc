import { expect, test } from "vitest";
import { presets, type Settings } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { noTone, type ToneScores } from "../tone/tone-scores.ts";
import { verdictMessage } from "../verdict-message.ts";
import { tone } from "./tone.ts";

const settings: Settings = {
  ...presets,
  "moderation.toneInsult": 50,
  "moderation.toneHate": 40,
  "moderation.toneThreat": 30,
  "moderation.toneSexual": 0,
  "moderation.toneHold": 90,
};

function screen(scores: Partial<ToneScores>, change: Partial<Settings> = {}) {
  const signals = { ...harmlessComment.signals, tone: { ...noTone, ...scores } };
  return tone({ ...harmlessComment, signals }, { ...harmlessContext, settings: { ...settings, ...change } });
}
const score = (percent: number) => ({ percent, words: ["pauvre type"] });

test.each<[string, Partial<ToneScores>, Partial<Settings>, string | undefined]>([
  ["nothing", {}, {}, undefined],
  ["below its threshold", { insult: score(49) }, {}, undefined],
  ["at its threshold", { insult: score(50) }, {}, "flag verdict.toneInsult"],
  ["the class is off", { sexual: score(99) }, {}, undefined],
  ["advertising is no tone", { spam: score(99) }, {}, undefined],
  ["the highest of several", { insult: score(60), threat: score(70), hate: score(65) }, {}, "flag verdict.toneThreat"],
  ["high enough to wait", { threat: score(90) }, {}, "hold verdict.toneThreat"],
  ["waiting is off", { threat: score(99) }, { "moderation.toneHold": 0 }, "flag verdict.toneThreat"],
  ["below its own threshold", { insult: score(95) }, { "moderation.toneInsult": 96 }, undefined],
])("%s", (_what, scores, change, expected) => {
  const verdict = screen(scores, change);
  expect(verdict && `${verdict.action} ${verdict.reason}`).toBe(expected);
  expect(verdict?.isLikelyRefusal).toBe(expected?.startsWith("hold") ? true : undefined);
});

test("says what it seems to be without words if none stands out", () => {
  const verdict = screen({ insult: { percent: 55, words: [] } });
  expect(verdict && verdictMessage(verdict, presets).sentence).toBe("Ce commentaire semble insultant.");
});

test("names the words to the author", () => {
  const verdict = screen({ insult: score(95) });
  expect(verdict && verdictMessage(verdict, presets).sentence).toBe("Ce commentaire semble insultant : pauvre type.");
  expect(verdict).toMatchObject({ rule: "respect", values: { score: 95 } });
});
