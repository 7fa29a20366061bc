import type { NamedSlug } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";

/** The category above a headline. */
export function CategoryChip({ category, className = "" }: { category: NamedSlug | null; className?: string }) {
  if (!category) return null;
  return (
    <a className={`chip ${className}`} href={`/categories/${category.slug}`}>
      {typeset(category.name)}
    </a>
  );
}
