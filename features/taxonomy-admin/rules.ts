import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { type TermKind, termKinds } from "#features/taxonomy/rules.ts";

export const maxNameLength = 80;
export const maxDescriptionLength = 500;

export const termsPerPage = 50;

/** Articles that one transaction moves: their rows are locked for some 50 ms, and no longer. */
export const mergeBatchSize = 500;

/** Articles whose selections one transaction works out: publishing waits for it that long. */
export const relatedBatchSize = 50;

/** Half of what a job may take (lib/jobs.ts), in milliseconds: then it makes room, and another goes on. */
const maxJobMs = 60_000;

/** Says whether a job that begins now has had its turn. */
export function startTimeBudget(): () => boolean {
  const end = Date.now() + maxJobMs;
  return () => Date.now() >= end;
}

/** All that shows a term: its page, the articles that name it, lists and navigation. */
export function listTermCacheTags(kind: TermKind, slug: string): string[] {
  return [taxonomyCacheTags[kind](slug), articleCacheTags.lists, taxonomyCacheTags.navigation];
}

/** The name under which changes stand in the list of changes. */
export const settingChangeKey = (kind: TermKind) => (kind === "category" ? "taxonomy.categories" : "taxonomy.tags");

export function parseTermKind(text: unknown): TermKind | undefined {
  return termKinds.find((kind) => kind === text);
}

/** The list's address; `after` is the slug of the last one shown. */
export function termListPath(kind: TermKind, asked: { words?: string; after?: string | undefined } = {}): string {
  const query = new URLSearchParams({ kind });
  if (asked.words) query.set("q", asked.words);
  if (asked.after) query.set("after", asked.after);
  return `/admin/taxonomy?${query}`;
}

export const termAdminPath = (kind: TermKind, id: number) => `/admin/taxonomy/${kind}/${id}`;
