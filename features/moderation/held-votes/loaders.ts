import { database } from "#db/client.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { readSettings } from "#features/settings/queries.ts";
import { countHeldVotes, type HeldVoteState, heldArticlesPerPage, listHeldArticles } from "./queries.ts";

/** A page of articles with votes held apart and the rules that a decision may cite, with the address's cursor of the next one. */
export async function loadHeldArticles(listed: HeldVoteState, after: string | undefined) {
  const db = database();
  const cursor = /^(\d{13})\.([1-9]\d{0,14})$/.exec(after ?? "");
  const from = cursor ? { at: new Date(Number(cursor[1])), id: Number(cursor[2]) } : undefined;
  const found = await listHeldArticles(db, listed, from);
  const articles = found.slice(0, heldArticlesPerPage);
  const last = found.length > heldArticlesPerPage ? articles.at(-1) : undefined;
  return {
    articles,
    rules: listCommunityRules(await readSettings(db)),
    next: last && `${last.heldAt.getTime()}.${last.id}`,
  };
}

/** How many votes wait. */
export function loadHeldVoteCount(): Promise<number> {
  return countHeldVotes(database());
}
