import { presets, type SettingKey, type Settings } from "#features/settings/schema.ts";
import type { Messages } from "#i18n/translator.ts";

/** Where administrators review what screening does by default. */
export const protectionPath = "/admin/settings/protection";

/** A part of the screening that can be switched off as a whole: the value of each of its settings that does so. */
interface ProtectionPart {
  /** The messages `settings.protection.parts.NAME`. */
  name: keyof Messages["settings"]["protection"]["parts"];
  off: Partial<Record<SettingKey, string>>;
}

/** Every part that is on by default, in the order of the page. */
export const protectionParts: readonly ProtectionPart[] = [
  { name: "wordLists", off: { "moderation.defaultLists": "none" } },
  {
    name: "tone",
    off: {
      "moderation.toneInsult": "0",
      "moderation.toneHate": "0",
      "moderation.toneThreat": "0",
      "moderation.toneSexual": "0",
      "moderation.toneHold": "0",
    },
  },
  { name: "personalData", off: { "moderation.personalData": "0" } },
  { name: "spamPatterns", off: { "moderation.spamPatterns": "0" } },
  { name: "spamScore", off: { "moderation.spamScore": "0" } },
  { name: "repeats", off: { "moderation.repeatHours": "0" } },
  { name: "domains", off: { "moderation.domainDecisions": "0" } },
  { name: "recentRefusals", off: { "moderation.pastDays": "0" } },
  { name: "youngAccounts", off: { "moderation.youngDays": "0", "moderation.youngLinks": "0" } },
  { name: "newcomers", off: { "comments.newcomer": "0" } },
];

const listOff = ({ off }: ProtectionPart) => Object.entries(off) as [SettingKey, string][];

/** The settings that a part consists of. */
export const partKeys = (part: ProtectionPart): SettingKey[] => listOff(part).map(([key]) => key);

/** Whether any setting of a part is not off. */
export const isPartOn = (part: ProtectionPart, settings: Settings): boolean =>
  listOff(part).some(([key, off]) => String(settings[key]) !== off);

/**
 * The values that switching parts on or off changes. A part that is already as wanted keeps its values; one that is switched on gets its
 * presets.
 */
export function switchParts(wanted: ReadonlySet<string>, settings: Settings): [SettingKey, string][] {
  return protectionParts.flatMap((part) => {
    if (wanted.has(part.name) === isPartOn(part, settings)) return [];
    return listOff(part).map(([key, off]): [SettingKey, string] => [
      key,
      wanted.has(part.name) ? String(presets[key]) : off,
    ]);
  });
}
