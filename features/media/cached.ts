import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { findLogo, type LogoPicture } from "./queries.ts";

/** Reads the picture of the site's logo; null without one. Cached until a setting or the picture changes. */
export function getLogo(id: string): Promise<LogoPicture | null> {
  return cached(["logo", id], [settingsCacheTag], () => findLogo(database(), id), { keep: true });
}
