import type { Executor } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { castVote } from "./mutations.ts";

/** Casts a member's vote as the form does, with the settings in the database. */
export const voteAs = async (db: Executor, memberId: number, slug: string, stars: number | null) =>
  castVote(db, memberId, slug, stars, await readSettings(db));
