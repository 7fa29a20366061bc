import { settingsTag } from "#db/cache-tags/settings.ts";
import type { Executor } from "#db/client.ts";
import { everythingTag } from "#db/invalidation.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { InvalidationLog } from "../page-cache/invalidation-log.ts";

/** What the page server follows of the settings. */
interface ServerSettings {
  lateHydration: boolean;
  siteName: string;
}

/** Reads the settings once, and again after each change of them. While the database does not answer, the last known ones hold. */
export function followServerSettings(db: Executor, clears: InvalidationLog) {
  let known: ServerSettings = { lateHydration: true, siteName: "Vigie" };
  let readAt = -1;
  return {
    get last() {
      return known;
    },
    async now(): Promise<ServerSettings> {
      if (readAt >= 0 && !clears.isInvalidatedSince([settingsTag, everythingTag], readAt)) return known;
      const at = clears.sequence;
      const settings = await readSettings(db).catch(() => undefined);
      if (!settings) return known;
      readAt = at;
      known = { lateHydration: settings["site.lateHydration"] === 1, siteName: settings["site.name"] };
      return known;
    },
  };
}
