import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import { secondsUntilTomorrow } from "#lib/dates.ts";
import { countMonthlyFigures, type MonthlyFigures } from "./queries.ts";

/**
 * Seconds that the figures stay the same. They are on every page: with a tag, each comment and each decision would
 * render the whole site again, and a shorter time would render each page that often.
 */
const maxAge = 3_600;

/** The figures of the month and the day, counted once an hour and at midnight. */
export async function getMonthlyFigures(): Promise<MonthlyFigures> {
  const { "site.zone": zone } = await getSettings();
  const now = new Date();
  return cached(["monthlyFigures", zone], [], () => countMonthlyFigures(database(), zone, now), {
    keep: true,
    maxAge: Math.min(maxAge, secondsUntilTomorrow(now, zone)),
  });
}
