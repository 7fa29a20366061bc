import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { namedPlaceholders, type ReplyTemplate } from "./rules.ts";

/** The templates of a new site, with the rules of the built-in /rules that they are about. */
const presetReasons = {
  people: "respect",
  topic: "topic",
  sources: "sources",
  privacy: "privacy",
  advertising: "spam",
} as const;

/** The texts that a new site begins with, in its language. */
export function listPresetTemplates(locale: Locale = siteLocale()): Omit<ReplyTemplate, "id">[] {
  const t = translator(locale);
  return Object.entries(presetReasons).map(([preset, reason]) => ({
    title: t(`moderation.replyTemplates.presets.${preset as keyof typeof presetReasons}.title`),
    body: t(
      `moderation.replyTemplates.presets.${preset as keyof typeof presetReasons}.body`,
      namedPlaceholders[locale],
    ),
    reason,
  }));
}
