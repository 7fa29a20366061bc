import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { type TermKind, termKinds } from "#features/taxonomy/rules.ts";

export const maxNameLength = 80;
export const maxDescriptionLength = 500;

export const termsPerPage = 50;

/** Articles moved per transaction: their rows are locked for about 50 ms. */
export const mergeBatchSize = 500;

/** Articles whose related articles are computed per transaction; publishing waits that long. */
export const relatedBatchSize = 50;

/** Half the time limit of a job (lib/jobs.ts), in milliseconds; the rest is enqueued again. */
const maxJobMs = 60_000;

/** Starts a time budget: the returned function tells whether the job has used it up. */
export function startTimeBudget(): () => boolean {
  const end = Date.now() + maxJobMs;
  return () => Date.now() >= end;
}

/** Lists the cache tags of everything that shows a term: its page, the articles that name it, lists and navigation. */
export function listTermCacheTags(kind: TermKind, slug: string): string[] {
  return [taxonomyCacheTags[kind](slug), articleCacheTags.lists, taxonomyCacheTags.navigation];
}

/** The key under which the list of changes records changes of a kind. */
export const settingChangeKey = (kind: TermKind) => (kind === "category" ? "taxonomy.categories" : "taxonomy.tags");

export function parseTermKind(text: unknown): TermKind | undefined {
  return termKinds.find((kind) => kind === text);
}

/** Returns the list's address; `after` is the slug of the last term shown. */
export function termListPath(kind: TermKind, listQuery: { words?: string; after?: string | undefined } = {}): string {
  const query = new URLSearchParams({ kind });
  if (listQuery.words) query.set("q", listQuery.words);
  if (listQuery.after) query.set("after", listQuery.after);
  return `/admin/taxonomy?${query}`;
}

export const termAdminPath = (kind: TermKind, id: number) => `/admin/taxonomy/${kind}/${id}`;
