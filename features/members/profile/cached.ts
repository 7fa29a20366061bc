import { memberCacheTags } from "#db/cache-tags/members.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { findProfile, type Profile } from "./queries.ts";

/** Returns the profile of a handle in lower case, or null. */
export function getProfile(handle: string): Promise<Profile | null> {
  const load = async () => (await findProfile(database(), handle)) ?? null;
  return cached(["profile", handle], [memberCacheTags.handle(handle)], load);
}
