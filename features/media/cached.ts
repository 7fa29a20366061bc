import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { findLogo, type LogoPicture } from "./queries.ts";

/** Reads the picture of the site's logo; null without one. Cached until a setting or the picture changes. */
export async function getLogo(id: string): Promise<LogoPicture | null> {
  "use cache";
  tagged(settingsCacheTag);
  return findLogo(database(), id);
}
