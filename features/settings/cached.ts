import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { isoWithZone, secondsUntilTomorrow } from "#lib/dates.ts";
import { findSettingDate, readSettings } from "./queries.ts";
import type { SettingKey, Settings } from "./schema.ts";

/** Reads the site's settings, with presets for unset ones: `settings["site.name"]`. */
export function getSettings(): Promise<Settings> {
  return cached(["settings"], [settingsCacheTag], () => readSettings(database()), { keep: true });
}

/** When an administrator last changed a setting; null while its preset applies. */
export function getSettingDate(key: SettingKey): Promise<Date | null> {
  return cached(["settingDate", key], [settingsCacheTag], () => findSettingDate(database(), key));
}

/** Today's date in the site's zone, as an ISO date. At midnight every page that contains it is no longer valid. */
export async function getToday(): Promise<{ day: string; zone: string }> {
  const { "site.zone": zone } = await getSettings();
  const now = new Date();
  const load = async () => ({ day: isoWithZone(now, zone).slice(0, 10), zone });
  return cached(["today", zone], [], load, { keep: true, maxAge: secondsUntilTomorrow(now, zone) });
}
