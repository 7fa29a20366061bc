import { database } from "#db/client.ts";
import { membersPerPage, searchMembers } from "#features/moderation/member-record/list/queries.ts";
import { type Expert, listExperts, listExpertsById } from "./queries.ts";

/** Loads the members with a badge, or those whose name or handle has these words. */
export async function loadExperts(words: string): Promise<Expert[]> {
  const db = database();
  if (words === "") return listExperts(db);
  const found = await searchMembers(db, { words, byAddress: false });
  return listExpertsById(
    db,
    found.slice(0, membersPerPage).map(({ id }) => id),
  );
}
