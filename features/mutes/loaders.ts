import { database } from "#db/client.ts";
import { findMutable, listMutes } from "./queries.ts";

/** What the page of mutes shows: the list, and the member whom the address names (`?member=`), if there is one. */
export async function loadMutes(memberId: number, handle: string | undefined) {
  const db = database();
  const [muted, asked] = await Promise.all([
    listMutes(db, memberId),
    handle === undefined ? undefined : findMutable(db, memberId, handle),
  ]);
  return { muted, asked };
}
