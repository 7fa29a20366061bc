import type { ComponentProps, ReactNode } from "react";
import { listCardIds } from "#features/articles/body/cards.ts";
import { getCards } from "#features/articles/cached.ts";
import { ArticleContent } from "#features/articles/components/article-content.tsx";
import { ArticleFigures } from "#features/articles/components/article-figures.client.tsx";
import { getArticleCorrections } from "#features/corrections/cached.ts";
import { ArticleCorrections } from "#features/corrections/components/article-corrections.tsx";
import { getRelated } from "#features/related/cached.ts";
import { RelatedSelection } from "#features/related/components/related-selection.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { SeriesLinks } from "#features/stories/components/series-links.tsx";
import { getOtherCoverage } from "#features/syndication/publication/cached.ts";
import { OtherCoverage } from "#features/syndication/publication/components/other-coverage.tsx";

interface Props {
  article: ComponentProps<typeof ArticleContent>["article"];
  /** Shown in the empty space above the article; takes no extra space. */
  above?: ReactNode;
  /** At the foot of the article itself. */
  foot?: ReactNode;
  /** Between the related articles and the discussion. */
  newsletter?: ReactNode;
  /** Below everything. */
  children?: ReactNode;
}

/** An article with its surroundings: the same for its page and for its preview. */
export async function ArticleView({ article, above, foot, newsletter, children }: Props) {
  const settings = await getSettings();
  const [cards, related, corrections, coverage] = await Promise.all([
    getCards(listCardIds(article.bodyHtml)),
    getRelated(article.id, settings["related.count"]),
    getArticleCorrections(article.id),
    article.isCoveredElsewhere === false ? [] : getOtherCoverage(article.id),
  ]);
  return (
    <div className="wide relative pt-8 md:pt-14">
      {above}
      <ArticleFigures>
        <ArticleContent
          article={article}
          cards={cards}
          coverage={<OtherCoverage coverage={coverage} />}
          corrections={<ArticleCorrections corrections={corrections} zone={settings["site.zone"]} />}
        >
          {foot}
        </ArticleContent>
        <SeriesLinks articleId={article.id} />
        <RelatedSelection related={related} />
        {newsletter}
        {children && <div className="text-column after-article">{children}</div>}
      </ArticleFigures>
    </div>
  );
}
