import type { Database } from "#db/client.ts";
import { addChangedTerms, countTerms, isCountDue } from "../vocabulary/mutations.ts";
import { fillSearchIndex } from "./mutations.ts";

/** How long one run works on what takes long; the next one continues. */
const fillBudgetMs = 15_000;
const countBudgetMs = 15_000;

/**
 * One run of the worker: fills the index of a site that was upgraded, adds the words of new articles to the vocabulary,
 * and once a day counts all words again. Returns how many texts were indexed, and of how many articles words were added.
 */
export async function runSearchIndexing(
  db: Database,
  signal?: AbortSignal,
): Promise<{ indexed: number; counted: number }> {
  const indexed = await fillSearchIndex(db, { signal, budgetMs: fillBudgetMs });
  const counted = await addChangedTerms(db, signal);
  if (await isCountDue(db)) await countTerms(db, { signal, budgetMs: countBudgetMs });
  return { indexed, counted };
}
