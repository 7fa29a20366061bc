import { memberTags } from "#db/cache-tags/members.ts";
import { database } from "#db/client.ts";
import { tagged } from "#lib/cache.ts";
import { findProfile, type Profile } from "./queries.ts";

/** The profile at a handle in lower case, null without one. */
export async function getProfile(handle: string): Promise<Profile | null> {
  "use cache";
  tagged(memberTags.handle(handle));
  return (await findProfile(database(), handle)) ?? null;
}
