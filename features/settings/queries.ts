import { eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { settings } from "#db/schema.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { allSettings, isSettingKey, type SettingKey, type Settings, settingsSchema } from "./schema.ts";

/**
 * Reads all settings, with presets for unset ones. A stored value that is no longer valid (written by an older version)
 * counts as unset.
 */
export async function readSettings(db: Executor, locale: Locale = siteLocale()): Promise<Settings> {
  const read = await readStoredSettings(db);
  const t = translator(locale);
  return {
    ...read,
    "site.tagline": read["site.tagline"] || t("settings.presets.tagline"),
    "site.mission": read["site.mission"] || t("settings.presets.mission"),
    "site.description": read["site.description"] || t("settings.presets.description"),
    "comments.reaction": read["comments.reaction"] || t("settings.presets.reaction"),
  };
}

/** Whether the picture of this column is the site's logo. */
export function isLogo(mediaId: SQLWrapper | string): SQL {
  return sql`exists (select from ${settings} where ${settings.key} in ('look.logo', 'look.logoDark') and ${settings.value} #>> '{}' = ${mediaId})`;
}

/** When the stored value of a setting was changed; null while its preset applies. */
export async function findSettingDate(db: Executor, key: SettingKey): Promise<Date | null> {
  const [row] = await db.select({ at: settings.updatedAt }).from(settings).where(eq(settings.key, key));
  return row?.at ?? null;
}

/** Reads the stored values for editing: an empty text stays empty, where `readSettings` returns the built-in one. */
export async function readStoredSettings(db: Executor): Promise<Settings> {
  const rows = await db.select({ key: settings.key, value: settings.value }).from(settings);
  const fitting = rows.filter(({ key, value }) => isSettingKey(key) && settingsSchema[key].safeParse(value).success);
  return allSettings.parse(Object.fromEntries(fitting.map(({ key, value }) => [key, value])));
}
