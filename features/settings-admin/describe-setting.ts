import type { SpamThreshold } from "#db/schema/screening.ts";
import { presets, type SettingKey, type Settings, settingKeys, settingLimits } from "#features/settings/schema.ts";
import { defaultColours, fallbackColour, isThemeColour } from "#features/settings/theme-colours.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { hashVersion } from "#lib/version-hash.ts";

type GroupOf<Key extends string> = Key extends `${infer Group}.${string}` ? Group : never;
/** The first part of a setting's key. */
type SettingGroup = GroupOf<SettingKey>;

const groupOf = (key: SettingKey) => key.slice(0, key.indexOf(".")) as SettingGroup;

/** The groups in the order of their first settings. */
export const settingGroups: SettingGroup[] = [...new Set(settingKeys.map(groupOf))];

export const listGroupKeys = (group: SettingGroup): SettingKey[] => settingKeys.filter((key) => groupOf(key) === group);

/**
 * The groups hidden from moderators, who may see everything about members' activity; only administrators change
 * settings.
 */
const adminOnlyGroups: readonly SettingGroup[] = [
  "site",
  "members",
  "look",
  "navigation",
  "related",
  "search",
  "feeds",
  "backup",
  "health",
  "pages",
];

export const isModerationGroup = (group: SettingGroup): boolean => !adminOnlyGroups.includes(group);

/** The settings with a list of values, whose names are in i18n `settings.choices`. */
const choiceKeys = ["site.textMining", "feeds.content", "moderation.defaultLists", "moderation.bannedAction"] as const;
type ChoiceKey = (typeof choiceKeys)[number];

const isOptionOf = <Key extends ChoiceKey>(key: Key, value: string): value is Settings[Key] =>
  settingLimits(key).options?.includes(value) ?? false;

function nameOption(key: SettingKey, value: string): string {
  const t = translator();
  if (key === "site.textMining" && isOptionOf(key, value)) return t.typeset(`settings.choices.textMining.${value}`);
  if (key === "moderation.defaultLists" && isOptionOf(key, value)) return t(`settings.choices.defaultLists.${value}`);
  if (key === "moderation.bannedAction" && isOptionOf(key, value)) return t(`settings.choices.bannedAction.${value}`);
  if (key === "feeds.content" && isOptionOf(key, value)) return t(`settings.choices.feedContent.${value}`);
  return value;
}

/** The unit after a value: 1 day, 2 days; in French 0 jour. */
const nameUnit = (unit: NonNullable<ReturnType<typeof settingLimits>["unit"]>, value: unknown) =>
  translator()(`settings.units.${unit}`, { count: Number(value) });

const countEntries = (list: string) => (list === "" ? 0 : list.split("\n").length);

/** Formats a value as text: a list by its number of entries, a text by its beginning. */
export function formatSettingValue(key: SettingKey, value: unknown): string {
  const t = translator();
  const { kind, unit } = settingLimits(key);
  if (kind === "choice") return nameOption(key, String(value));
  if (kind === "switch") return t(value === 1 ? "settings.admin.yes" : "settings.admin.no");
  if (kind === "number") {
    const figure = typeof value === "number" ? formatNumber(value, { locale: siteLocale() }) : String(value);
    if (!unit) return figure;
    const sign = unit === "percent" || unit === "permille" ? "yes" : "no";
    return t("settings.valueWithUnit", { value: figure, unit: nameUnit(unit, value), sign });
  }
  const text = String(value ?? "");
  if (kind === "words") return t("settings.admin.entries", { count: countEntries(text) });
  if (kind === "picture") return t(text === "" ? "settings.admin.nothing" : "settings.admin.picture");
  if (kind === "links") return text === "" ? t("settings.admin.automatic") : text.replaceAll("\n", " · ");
  if (text === "" && (kind === "light" || kind === "dark")) return isThemeColour(key) ? defaultColours[key] : "";
  if (text === "") return t("settings.admin.builtIn");
  return text.length > 80 ? `${text.slice(0, 80).trimEnd()}…` : text;
}

export interface SettingView {
  key: SettingKey;
  name: string;
  description: string;
  kind: ReturnType<typeof settingLimits>["kind"];
  min: number;
  max: number;
  unit: string | undefined;
  /** For a choice. */
  options: { value: string; name: string }[];
  /** The value in the format of its field. */
  value: string;
  version: string;
  /** The preset, formatted. */
  preset: string;
  /** Whether the value differs from the preset. */
  isChanged: boolean;
  /** For a list of words. */
  entryCount: number;
  /** For a colour: the one used without a value. */
  fallback: string;
  /** For a list of links: the label of the default entries. */
  automaticLabel: string;
}

/** Describes a setting with everything that a person needs to decide about it, in the site's language. */
export function describeSetting(key: SettingKey, stored: Settings): SettingView {
  const t = translator();
  const { unit, options = [], ...limits } = settingLimits(key);
  const value = stored[key];
  return {
    key,
    name: t.typeset(`settings.of.${key}.name`),
    description: t.typeset(`settings.of.${key}.about`),
    ...limits,
    unit: unit && nameUnit(unit, value),
    options: options.map((option) => ({ value: option, name: formatSettingValue(key, option) })),
    value: String(value),
    version: hashVersion(value),
    preset: formatSettingValue(key, presets[key]),
    isChanged: value !== presets[key],
    fallback: isThemeColour(key) ? fallbackColour(key, stored) : "",
    automaticLabel:
      limits.kind === "links"
        ? t.typeset(`settings.links.${key === "navigation.header" ? "automaticHeader" : "automaticFooter"}`)
        : "",
    entryCount: limits.kind === "words" ? countEntries(String(value)) : 0,
  };
}

/** Adds to the threshold of the spam score how right it would have been on decisions that it had not learnt from, at several values. */
export function withThresholds(setting: SettingView, thresholds: SpamThreshold[]): SettingView {
  if (setting.key !== "moderation.spamScore" || !thresholds.some(({ called }) => called > 0)) return setting;
  const t = translator();
  const figures = thresholds.map((threshold) => t("settings.spamThreshold", { ...threshold })).join(", ");
  return { ...setting, description: `${setting.description} ${t.typeset("settings.spamThresholds", { figures })}` };
}
