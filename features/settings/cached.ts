import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { readSettings } from "./queries.ts";
import type { Settings } from "./schema.ts";

/** Reads the site's settings, with presets for unset ones: `settings["site.name"]`. */
export async function getSettings(): Promise<Settings> {
  "use cache";
  tagged(settingsCacheTag);
  return readSettings(database());
}
