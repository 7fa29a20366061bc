import type { ReactNode } from "react";
import { LocalisedPagination } from "#components/ui/localised-pagination.tsx";
import { ArticleRow } from "#features/articles/components/article-row.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { translator } from "#i18n/translator.ts";

interface Props {
  /** The header of the archive, with its `h1`. */
  header: ReactNode;
  articles: ArticleCard[];
  /** Whether each row shows its category. */
  category: boolean;
  /** The number of the first article, if they are the parts of a series. */
  partsFrom?: number;
  path: string;
  page: number;
  pages: number;
}

/** A page of a list: on wide screens its header stays beside it. */
export function ArticleList({ header, articles, category, partsFrom, path, page, pages }: Props) {
  return (
    <div className="listing">
      {header}
      <div>
        {articles.length === 0 && <p className="font-sans text-mute">{translator()("articles.none")}</p>}
        <div className="rows">
          {articles.map((article, index) => (
            <ArticleRow
              key={article.id}
              article={article}
              category={category}
              part={partsFrom === undefined ? undefined : partsFrom + index}
            />
          ))}
        </div>
        <LocalisedPagination path={path} page={page} pages={pages} />
      </div>
    </div>
  );
}
