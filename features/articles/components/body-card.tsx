import { HeadlineText } from "#components/ui/headline-text.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";

/** Another article of the site, within a text. */
export function BodyCard({ article }: { article: ArticleCard }) {
  return (
    <aside className="body-card" data-card={article.id}>
      <DecorativePicture picture={article.picture} sizes="132px" />
      <div>
        <p className="meta">
          <span>{translator()("articles.alsoRead")}</span>
          <FormattedDate at={article.publishedAt} style="short" />
        </p>
        <p className="headline mt-1 text-[1.125rem]">
          <a className="stretched" href={`/articles/${article.slug}`}>
            <HeadlineText text={article.title} />
          </a>
        </p>
      </div>
    </aside>
  );
}
