import { database } from "#db/client.ts";
import { listMutedDiscussions, readMailSettings } from "./queries.ts";

/** Loads the page of a member's mail settings. */
export async function loadMailSettings(memberId: number) {
  const db = database();
  const [chosen, muted] = await Promise.all([readMailSettings(db, memberId), listMutedDiscussions(db, memberId)]);
  return { chosen, muted };
}
