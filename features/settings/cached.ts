import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { readSettings } from "./queries.ts";
import type { Settings } from "./schema.ts";

/** Reads the site's settings, with presets for unset ones: `settings["site.name"]`. */
export function getSettings(): Promise<Settings> {
  return cached(["settings"], [settingsCacheTag], () => readSettings(database()), { keep: true });
}
