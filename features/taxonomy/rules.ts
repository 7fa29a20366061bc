import { mediaSrc } from "#lib/media-path.ts";

/** Maximum number of categories in the header and on the home page: one row on a wide screen. The menu has all of them. */
export const maxHeaderCategories = 6;

interface RankedCategory {
  slug: string;
  articles: number;
  position: number;
}

/**
 * Picks the categories to show where only `max` fit: those that editors put first, then those with most articles, and
 * always the one of the page (`current`, a slug). They keep their order.
 */
export function pickTopCategories<T extends RankedCategory>(categories: T[], max: number, current?: string): T[] {
  if (categories.length <= max) return categories;
  const first = [...categories]
    .sort(
      (a, b) =>
        Number(b.slug === current) - Number(a.slug === current) || a.position - b.position || b.articles - a.articles,
    )
    .slice(0, max);
  return categories.filter((category) => first.includes(category));
}

/** The kinds of term by which articles are classified; each has archive pages. */
export const termKinds = ["category", "tag"] as const;

export type TermKind = (typeof termKinds)[number];

export const termPath = (kind: TermKind, slug: string) => `${kind === "category" ? "/categories" : "/tags"}/${slug}`;

/** The paths below which the pages of terms are. */
export const archiveParents = {
  category: "/categories",
  tag: "/tags",
  author: "/authors",
  source: "/sources",
  story: "/stories",
} as const;

/** The address of an author's portrait: wide enough for a circle in the middle of a picture twice as wide as high. */
export const portraitSrc = ({ id, revision }: { id: string; revision: number }) => mediaSrc(id, 320, "jpeg", revision);
