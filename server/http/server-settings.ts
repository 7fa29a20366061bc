import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import type { Executor } from "#db/client.ts";
import { everythingTag } from "#db/invalidation.ts";
import { readSettings } from "#features/settings/queries.ts";
import { toMiningReservation, toPageReservation } from "#features/text-mining/rules.ts";
import { tdmProperties } from "#features/text-mining/statements/tdmrep.ts";
import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";

/** The settings that the page server uses. */
interface ServerSettings {
  lateHydration: boolean;
  /** Browsers keep opened articles for reading without a network. */
  offlineReading: boolean;
  siteName: string;
  /** The time zone in which pages of search show dates. */
  zone: string;
  /** The reservation of text and data mining, for pictures. */
  mediaHeaders: readonly [string, string][];
}

/**
 * Reads the settings once, and again after each change. While the database is unavailable, the last known ones apply.
 */
export function followServerSettings(db: Executor, invalidations: InvalidationLog) {
  let known: ServerSettings = {
    lateHydration: true,
    offlineReading: false,
    siteName: "Vigie",
    zone: "Europe/Paris",
    mediaHeaders: [],
  };
  let readAt = -1;
  let reading: Promise<void> | undefined;
  async function read(): Promise<void> {
    const at = invalidations.sequence;
    const settings = await readSettings(db).catch(() => undefined);
    if (!settings) return;
    readAt = at;
    known = {
      lateHydration: settings["site.lateHydration"] === 1,
      offlineReading: settings["site.offlineReading"] === 1,
      siteName: settings["site.name"],
      zone: settings["site.zone"],
      mediaHeaders: tdmProperties(toPageReservation(toMiningReservation(settings))),
    };
  }
  const isOutdated = () => readAt < 0 || invalidations.isInvalidatedSince([settingsCacheTag, everythingTag], readAt);
  return {
    get last() {
      return known;
    },
    async now(): Promise<ServerSettings> {
      while (isOutdated()) {
        const before = readAt;
        // Many requests may ask at once after a change.
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await reading;
        if (readAt === before) break;
        // Otherwise the read may have begun before the latest change: look again.
      }
      return known;
    },
  };
}
