import { database } from "#db/client.ts";
import { findMutable, listMutes } from "./queries.ts";

/** Loads the page of mutes: the list, and the member named in the URL (`?member=`), if any. */
export async function loadMutes(memberId: number, handle: string | undefined) {
  const db = database();
  const [muted, target] = await Promise.all([
    listMutes(db, memberId),
    handle === undefined ? undefined : findMutable(db, memberId, handle),
  ]);
  return { muted, target };
}
