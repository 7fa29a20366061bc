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

/** Pixels that the header's row of 1,200 px leaves to categories beside the other links and the date. */
const headerCategoriesWidth = 590;

/** The mean width of a letter at 15 px in Instrument Sans, and the space between two links, in pixels. */
const letterWidth = 7.3;
const linkGap = 28;

/** As `pickTopCategories`, with at most `maxHeaderCategories` and only as many as fit into one row of the header. */
export function pickHeaderCategories<T extends RankedCategory & { name: string }>(
  categories: T[],
  current?: string,
): T[] {
  for (let max = maxHeaderCategories; max > 1; max--) {
    const picked = pickTopCategories(categories, max, current);
    const width = picked.reduce((sum, { name }) => sum + [...name].length * letterWidth + linkGap, 0);
    if (width <= headerCategoriesWidth) return picked;
  }
  return pickTopCategories(categories, 1, current);
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
