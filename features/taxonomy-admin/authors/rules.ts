/** Room for an introduction, not for a curriculum vitae. */
export const maxBiographyLength = 600;

/** The list's address; `after` is the handle of the last author shown. */
export function authorListPath({ words, after }: { words?: string; after?: string | undefined } = {}): string {
  const query = new URLSearchParams();
  if (words) query.set("q", words);
  if (after) query.set("after", after);
  return query.size > 0 ? `/admin/taxonomy/authors?${query}` : "/admin/taxonomy/authors";
}

export const authorAdminPath = (id: number) => `/admin/taxonomy/authors/${id}`;
