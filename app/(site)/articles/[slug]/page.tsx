import type { Metadata } from "next";
import { ArticleView } from "#app/(site)/articles/[slug]/article-view.tsx";
import { FirstThreads } from "#app/(site)/first-threads.tsx";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { JsonLd } from "#components/json-ld.client.tsx";
import { getArticle } from "#features/articles/cached.ts";
import { articleMetadata } from "#features/articles/metadata.ts";
import { breadcrumbJsonLd, newsArticleJsonLd } from "#features/articles/structured-data.ts";
import { getIsClosed, getThreads } from "#features/comments/cached.ts";
import { getArticleCorrections } from "#features/corrections/cached.ts";
import { loadPublisherLogo } from "#features/media/site-logo.ts";
import { SignupSection } from "#features/newsletter/components/signup-section.tsx";
import { EditLink } from "#features/newsroom/components/edit-link.client.tsx";
import { RatingSummary } from "#features/ratings/components/rating-summary.tsx";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { DiscussionSearch } from "#features/search/components/discussion-search.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

type Props = PageProps<"/articles/[slug]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const article = await getArticle((await params).slug);
  return article ? articleMetadata(article, await getSettings()) : {};
}

export default async function ArticlePage({ params }: Props) {
  const { slug } = await params;
  const article = await getArticle(slug);
  if (!article) return await redirectOrNotFound(`/articles/${slug}`);
  const settings = await getSettings();
  const [first, closed, corrections, logo] = await Promise.all([
    getThreads(article.id, 1, "oldest"),
    getIsClosed(article),
    getArticleCorrections(article.id),
    loadPublisherLogo(settings),
  ]);
  return (
    <SiteFrame current={article.category?.slug} article={article}>
      <JsonLd data={newsArticleJsonLd(article, settings, undefined, { corrections, logo })} />
      <JsonLd data={breadcrumbJsonLd(article, settings)} />
      <ArticleView
        article={article}
        above={<EditLink label={translator().typeset("newsroom.editArticle")} />}
        foot={<RatingSummary article={slug} ratings={article.ratings} counts={article.stars} />}
        newsletter={<SignupSection page={`/articles/${slug}`} />}
      >
        <FirstThreads
          discussion={article}
          first={first}
          closed={closed}
          reaction={settings["comments.reaction"]}
          search={<DiscussionSearch article={article} count={article.commentCount} />}
        />
      </ArticleView>
    </SiteFrame>
  );
}
