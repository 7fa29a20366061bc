import type { Executor } from "#db/client.ts";
import { settings } from "#db/schema/site.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { type Settings, settingsSchema } from "./schema.ts";

/** All settings: what is stored, else the preset. A stored value that no longer fits (an older version's) counts as unset. */
export async function readSettings(db: Executor, locale: Locale = siteLocale()): Promise<Settings> {
  const rows = await db.select({ key: settings.key, value: settings.value }).from(settings);
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const t = translator(locale);
  const value = <T>(
    key: keyof Settings,
    schema: { safeParse(input: unknown): { data?: T }; parse(input: unknown): T },
  ) => schema.safeParse(stored.get(key)).data ?? schema.parse(undefined);
  return {
    "site.name": value("site.name", settingsSchema["site.name"]),
    "site.tagline": value("site.tagline", settingsSchema["site.tagline"]) || t("settings.presets.tagline"),
    "site.description":
      value("site.description", settingsSchema["site.description"]) || t("settings.presets.description"),
    "site.zone": value("site.zone", settingsSchema["site.zone"]),
    "site.lateHydration": value("site.lateHydration", settingsSchema["site.lateHydration"]),
    "comments.newcomer": value("comments.newcomer", settingsSchema["comments.newcomer"]),
    "comments.closeAfterDays": value("comments.closeAfterDays", settingsSchema["comments.closeAfterDays"]),
    "comments.reaction":
      value("comments.reaction", settingsSchema["comments.reaction"]) || t("settings.presets.reaction"),
    "related.count": value("related.count", settingsSchema["related.count"]),
    "pages.privacy": value("pages.privacy", settingsSchema["pages.privacy"]),
    "pages.legal": value("pages.legal", settingsSchema["pages.legal"]),
    "pages.rules": value("pages.rules", settingsSchema["pages.rules"]),
  };
}
