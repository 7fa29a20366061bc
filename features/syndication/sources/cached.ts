import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { listDailyFigures } from "./queries.ts";

/** Figures of all feeds by day, at most a minute old: with 10,000 feeds they are 280,000 rows. */
export const getDailyFigures = () =>
  cached(["sources.daily"], [], () => listDailyFigures(database()), { keep: true, maxAge: 60 });
