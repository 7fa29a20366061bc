import { database } from "#db/client.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { readSettings } from "#features/settings/queries.ts";
import { type HeldVoteState, heldArticlesPerPage, listHeldArticles } from "./queries.ts";

/**
 * Loads a page of articles with held or discarded votes, the rules that a decision may cite, and the URL's cursor of
 * the next page.
 */
export async function loadHeldArticles(state: HeldVoteState, after: string | undefined) {
  const db = database();
  const cursor = /^(\d{13})\.([1-9]\d{0,14})$/.exec(after ?? "");
  const position = cursor ? { at: new Date(Number(cursor[1])), id: Number(cursor[2]) } : undefined;
  const found = await listHeldArticles(db, state, position);
  const articles = found.slice(0, heldArticlesPerPage);
  const last = found.length > heldArticlesPerPage ? articles.at(-1) : undefined;
  return {
    articles,
    rules: listCommunityRules(await readSettings(db)),
    next: last && `${last.heldAt.getTime()}.${last.id}`,
  };
}
