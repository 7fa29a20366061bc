import { typeset } from "#lib/typography.ts";
import type { Article } from "../queries.ts";

/** The categories of an article apart from the one that is above its headline, as items of a list of pills. */
export function CategoryItems({ article }: { article: Pick<Article, "categories" | "category"> }) {
  return listFurtherCategories(article).map(({ slug, name }) => (
    <li key={`category-${slug}`}>
      <a className="pill p-category" href={`/categories/${slug}`}>
        {typeset(name)}
      </a>
    </li>
  ));
}

/** Lists the categories that the article's header does not name. */
export function listFurtherCategories({ categories, category }: Pick<Article, "categories" | "category">) {
  return categories.filter(({ slug }) => slug !== category?.slug);
}
