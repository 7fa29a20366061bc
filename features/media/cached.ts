import { settingsTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { findLogo, type LogoPicture } from "./queries.ts";

/** The picture that stands for the site in its header; null where there is none. Fresh until a setting or the picture itself changes. */
export async function getLogo(id: string): Promise<LogoPicture | null> {
  "use cache";
  tagged(settingsTag);
  return findLogo(database(), id);
}
