import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { type DiscussionParent, discussionSlug, loadDiscussion } from "#app/(site)/load-discussion.ts";
import { JsonLd } from "#components/json-ld.client.tsx";
import { articleCommentsMetadata } from "#features/articles/metadata.ts";
import { parsePageNumber } from "#features/articles/rules.ts";
import { getIsClosed, getThreads } from "#features/comments/cached.ts";
import { CommentsPage } from "#features/comments/components/comments-page.tsx";
import { sortedThreadsPath, threadSorts } from "#features/comments/rules.ts";
import { discussionJsonLd } from "#features/comments/structured-data.ts";
import { FollowButton } from "#features/follows/components/follow-button.tsx";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { DiscussionSearch } from "#features/search/components/discussion-search.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { pagePath } from "#lib/site-address.ts";

export interface DiscussionParams {
  slug: string;
  /** As in the path. */
  number?: string;
  sort?: string;
  parent?: DiscussionParent;
}

/**
 * Redirects if the article has moved. As in every list, an unknown article, an invalid number, an unknown order or a page
 * beyond the end is a 404; page 1 has no number.
 */
async function read({ slug: name, number, sort: named = "oldest", parent = "articles" }: DiscussionParams) {
  const slug = discussionSlug(parent, name);
  const page = number === undefined ? 1 : parsePageNumber(number);
  const sort = threadSorts.find((known) => known === named);
  const article = page === null || !sort ? null : await loadDiscussion(parent, name);
  if (page === null || !sort) notFound();
  if (!article) return await redirectOrNotFound(pagePath(sortedThreadsPath(slug, sort), page));
  if (number === "1") permanentRedirect(sortedThreadsPath(slug, sort));
  const { threads, picked, pages, newest } = await getThreads(article.id, page, sort);
  if (page > Math.max(1, pages)) notFound();
  return { article, threads, picked, page, pages, sort, newest };
}

/** The metadata of a page of an article's comments. */
export async function discussionMetadata(params: DiscussionParams): Promise<Metadata> {
  const { article, page, pages, sort } = await read(params);
  const metadata = articleCommentsMetadata(article, { page, last: pages }, await getSettings());
  // The same comments in another order: search engines index them once.
  return sort === "oldest" ? metadata : { ...metadata, robots: { index: false } };
}

/** A page of an article's comments. Await it at the top of the route. */
export async function DiscussionPage(params: DiscussionParams) {
  const { article, ...threadPage } = await read(params);
  const [settings, closed] = await Promise.all([getSettings(), getIsClosed(article)]);
  return (
    <SiteFrame current={article.category?.slug}>
      <JsonLd data={discussionJsonLd(article, threadPage, settings)} />
      <div className="wide pt-8 md:pt-14">
        <CommentsPage
          article={article}
          closed={closed}
          reaction={settings["comments.reaction"]}
          follow={<FollowButton subject={{ kind: "discussion", id: article.id }} name={article.title} />}
          search={<DiscussionSearch article={article} count={article.commentCount} />}
          {...threadPage}
        />
      </div>
    </SiteFrame>
  );
}
