import type { Settings } from "#features/settings/schema.ts";
import type { ToneClass } from "../tone/tone-scores.ts";
import { listWords, type Phase, type Verdict } from "../verdict.ts";

/** By class: its setting, its message and the rule that such texts break. In the order in which they matter to moderators. */
const screenedClasses = [
  { name: "threat", setting: "moderation.toneThreat", reason: "verdict.toneThreat", rule: "illegal" },
  { name: "hate", setting: "moderation.toneHate", reason: "verdict.toneHate", rule: "hate" },
  { name: "sexual", setting: "moderation.toneSexual", reason: "verdict.toneSexual", rule: "respect" },
  { name: "insult", setting: "moderation.toneInsult", reason: "verdict.toneInsult", rule: "respect" },
] as const satisfies { name: ToneClass; setting: keyof Settings; reason: string; rule: string }[];

/** Shows texts to moderators whose tone is likely insulting, hateful, threatening or obscene, and holds the clearest ones. */
export const tone: Phase = ({ signals }, { settings }) => {
  const minHeld = settings["moderation.toneHold"];
  const found = screenedClasses
    .map((one) => ({ ...one, ...signals.tone[one.name], least: settings[one.setting] }))
    .filter(({ percent, least }) => least > 0 && percent >= least);
  const [worst] = found.toSorted((a, b) => b.percent - a.percent);
  if (!worst) return undefined;
  const { reason, rule, percent, words } = worst;
  const values = { count: words.length, words: listWords(words), score: percent };
  const verdict: Verdict = { action: "flag", reason, rule, values };
  return minHeld > 0 && percent >= minHeld ? { ...verdict, action: "hold", isLikelyRefusal: true } : verdict;
};
