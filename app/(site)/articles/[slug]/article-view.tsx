import type { ComponentProps, ReactNode } from "react";
import { listCardIds } from "#features/articles/body/cards.ts";
import { getCards } from "#features/articles/cached.ts";
import { ArticleContent } from "#features/articles/components/article-content.tsx";
import { ArticleFigures } from "#features/articles/components/article-figures.client.tsx";
import { AuthorBox } from "#features/articles/components/author-box.tsx";
import { CategoryItems, listFurtherCategories } from "#features/articles/components/category-items.tsx";
import { EndLine } from "#features/articles/components/end-line.tsx";
import { ShareLine } from "#features/articles/components/share-line.tsx";
import { SourceLine } from "#features/articles/components/source-line.tsx";
import { TagLinks } from "#features/articles/components/tag-links.tsx";
import { maxAuthorBoxes } from "#features/articles/rules.ts";
import { getArticleCorrections } from "#features/corrections/cached.ts";
import { ArticleCorrections } from "#features/corrections/components/article-corrections.tsx";
import { ChangeDates } from "#features/corrections/components/change-dates.tsx";
import { FollowButton, smallFollowLabels } from "#features/follows/components/follow-button.tsx";
import { FollowedTags } from "#features/follows/components/followed-tags.tsx";
import { getRelated } from "#features/related/cached.ts";
import { RelatedSelection } from "#features/related/components/related-selection.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { getStoryLinks } from "#features/stories/cached.ts";
import { SeriesLinks } from "#features/stories/components/series-links.tsx";
import { StoryLabel } from "#features/stories/components/story-label.tsx";
import { getOtherCoverage } from "#features/syndication/publication/cached.ts";
import { OtherCoverage } from "#features/syndication/publication/components/other-coverage.tsx";
import { translator } from "#i18n/translator.ts";

type Article = ComponentProps<typeof ArticleContent>["article"];

interface Props {
  article: Article;
  /** Shown in the empty space above the article; takes no extra space. */
  above?: ReactNode;
  /** At the foot of the article itself. */
  foot?: ReactNode;
  /** Between the related articles and the discussion. */
  newsletter?: ReactNode;
  /** A draft has nothing to follow or to share yet. */
  preview?: boolean;
  /** Below everything. */
  children?: ReactNode;
}

/** An article with its surroundings: the same for its page and for its preview. */
export async function ArticleView({ article, above, foot, newsletter, preview = false, children }: Props) {
  const settings = await getSettings();
  const boxed = article.authors.slice(0, maxAuthorBoxes);
  const [cards, related, corrections, coverage, story] = await Promise.all([
    getCards(listCardIds(article.bodyHtml)),
    getRelated(article.id, settings["related.count"]),
    getArticleCorrections(article.id),
    article.isCoveredElsewhere === false ? [] : getOtherCoverage(article.id),
    article.isInStory === false ? null : getStoryLinks(article.id),
  ]);
  return (
    <div className="wide relative pt-8 md:pt-14">
      {above}
      <ArticleFigures>
        <ArticleContent
          article={article}
          cards={cards}
          story={<StoryLabel story={story} />}
          changes={<ChangeDates corrections={corrections} />}
        >
          <div className="end-lines">
            {article.source ? (
              <SourceLine source={article.source}>
                <OtherCoverage coverage={coverage} />
              </SourceLine>
            ) : (
              <OtherCoverage coverage={coverage} />
            )}
            <ArticleCorrections corrections={corrections} />
            <Subjects article={article} preview={preview} />
            {!preview && <ShareLine article={article} />}
          </div>
          <AuthorBoxes authors={boxed} preview={preview} />
          {foot}
        </ArticleContent>
        <SeriesLinks story={story} />
        <RelatedSelection related={related} article={article} />
        {newsletter}
        {children && <div className="text-column after-article">{children}</div>}
      </ArticleFigures>
    </div>
  );
}

function Subjects({ article, preview }: { article: Article; preview: boolean }) {
  const { tags } = article;
  if (tags.length === 0 && listFurtherCategories(article).length === 0) return null;
  const categories = <CategoryItems article={article} />;
  return (
    <EndLine id="subjects" headingId="subjects-heading" heading={translator()("articles.subjects")} className="tags">
      {preview ? <TagLinks tags={tags}>{categories}</TagLinks> : <FollowedTags tags={tags}>{categories}</FollowedTags>}
    </EndLine>
  );
}

interface AuthorBoxesProps {
  authors: Article["authors"];
  preview: boolean;
}

function AuthorBoxes({ authors, preview }: AuthorBoxesProps) {
  if (authors.length === 0) return null;
  const labels = smallFollowLabels();
  return (
    <div id="authors" className="author-boxes">
      {authors.map((author) => (
        <AuthorBox
          key={author.slug}
          author={author}
          follow={
            !preview &&
            author.id !== undefined && (
              <FollowButton subject={{ kind: "author", id: author.id }} name={author.name} small labels={labels} />
            )
          }
        />
      ))}
    </div>
  );
}
