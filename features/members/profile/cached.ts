import { memberCacheTags } from "#db/cache-tags/members.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { findProfile, type Profile } from "./queries.ts";

/** Returns the profile of a handle in lower case, or null. */
export async function getProfile(handle: string): Promise<Profile | null> {
  "use cache";
  tagged(memberCacheTags.handle(handle));
  return (await findProfile(database(), handle)) ?? null;
}
