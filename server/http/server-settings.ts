import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import type { Executor } from "#db/client.ts";
import { everythingTag } from "#db/invalidation.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";

/** The settings that the page server uses. */
interface ServerSettings {
  lateHydration: boolean;
  siteName: string;
}

/**
 * Reads the settings once, and again after each change. While the database is unavailable, the last known ones apply.
 */
export function followServerSettings(db: Executor, invalidations: InvalidationLog) {
  let known: ServerSettings = { lateHydration: true, siteName: "Vigie" };
  let readAt = -1;
  return {
    get last() {
      return known;
    },
    async now(): Promise<ServerSettings> {
      if (readAt >= 0 && !invalidations.isInvalidatedSince([settingsCacheTag, everythingTag], readAt)) return known;
      const at = invalidations.sequence;
      const settings = await readSettings(db).catch(() => undefined);
      if (!settings) return known;
      readAt = at;
      known = { lateHydration: settings["site.lateHydration"] === 1, siteName: settings["site.name"] };
      return known;
    },
  };
}
