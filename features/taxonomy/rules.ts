/** Categories in the header and on the home: one row on a wide screen. All others stand in the foot. */
export const maxHeaderCategories = 9;

interface RankedCategory {
  slug: string;
  articles: number;
  position: number;
}

/**
 * The ones to show where only `most` fit: those that the editors put first, among equals those with most articles; and the
 * one where the reader is (`current`, a slug) in any case. They keep the order in which they came.
 */
export function pickTopCategories<T extends RankedCategory>(places: T[], most: number, current?: string): T[] {
  if (places.length <= most) return places;
  const first = [...places]
    .sort(
      (a, b) =>
        Number(b.slug === current) - Number(a.slug === current) || a.position - b.position || b.articles - a.articles,
    )
    .slice(0, most);
  return places.filter((place) => first.includes(place));
}

/** What articles are filed under, and where its pages stand. */
export const termKinds = ["category", "tag"] as const;

export type TermKind = (typeof termKinds)[number];

export const termPath = (kind: TermKind, slug: string) => `${kind === "category" ? "/categories" : "/tags"}/${slug}`;
