import { database } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { mayPublish } from "#features/members/policy.ts";
import { pinOrderVersion } from "#features/related/choices/mutations.ts";
import { findArticleText, listRelatedChoices, listScoredCandidates } from "#features/related/choices/queries.ts";
import { findWordsOfStems } from "#features/related/words-of-stems.ts";
import { getSettings } from "#features/settings/cached.ts";
import { insideQuotes } from "#lib/typography.ts";
import { searchPublishedArticles } from "../list/queries.ts";
import { loadReadableDraft } from "../loaders.ts";
import { maySeeRelatedChoice } from "../policy.ts";
import { describeScore } from "./describe-score.ts";

const maxSearchResults = 20;

/**
 * Loads an article's related selection for the newsroom: what readers see, what follows, what is left out and why, and
 * the published articles that match `words`. 404 as `loadReadableDraft`.
 */
export async function loadRelatedChoices(viewer: Viewer, id: string, words: string) {
  const db = database();
  const { draft } = await loadReadableDraft(viewer, id);
  const [choices, candidates, text, found, settings] = await Promise.all([
    listRelatedChoices(db, draft.id),
    listScoredCandidates(db, draft.id),
    findArticleText(db, draft.id),
    words === "" ? undefined : searchPublishedArticles(db, words, maxSearchResults),
    getSettings(),
  ]);
  const pins = choices.filter(({ kind }) => kind === "pin").map((choice) => choice.id);
  const chosen = new Map(choices.map((choice) => [choice.id, choice.kind]));
  const count = settings["related.count"];
  // Common words occur in both texts, so this article's own names them.
  const wordsOfStems = findWordsOfStems(new Set(candidates.flatMap(({ reasons }) => reasons.words ?? [])), text);
  const rows = candidates.map((candidate) => ({
    id: candidate.id,
    title: candidate.title,
    choice: chosen.get(candidate.id),
    leftOut: candidate.leftOut,
    rank: candidate.rank,
    score: describeScore(candidate, wordsOfStems),
  }));
  const listed = new Set(candidates.map((candidate) => candidate.id));
  return {
    draft,
    title: insideQuotes(draft.content.title),
    mayChoose: mayPublish(viewer),
    version: pinOrderVersion(choices),
    pins,
    shown: rows.filter(({ rank }) => rank !== null && rank <= count),
    next: rows.filter(({ rank }) => rank !== null && rank > count),
    leftOut: rows.filter(({ rank }) => rank === null),
    /** Choices that have no effect at present: the article, or the one chosen, is not published. */
    waiting: choices.filter((choice) => !listed.has(choice.id) && maySeeRelatedChoice(viewer, choice)),
    found: found
      ?.filter((article) => article.id !== draft.id)
      .map((article) => ({ id: article.id, title: article.title, choice: chosen.get(article.id) })),
  };
}
