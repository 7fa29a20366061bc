import { getArticle } from "#features/articles/cached.ts";
import type { DescribedArticle } from "#features/articles/metadata.ts";
import { discussionPath, pageDiscussionSlug } from "#features/articles/rules.ts";
import { getDiscussion, getPublishedPage } from "#features/pages/cached.ts";

/** Where a discussion is: below an article or below a page. */
export type DiscussionParent = "articles" | "pages";

type LoadedDiscussion = DescribedArticle & {
  id: number;
  commentPolicy: string;
  commentsCloseAfterDays: number | null;
  slowModeMinutes: number;
};

/** The slug of a discussion in the addresses of comments. */
export function discussionSlug(parent: DiscussionParent, slug: string): string {
  return parent === "pages" ? pageDiscussionSlug(slug) : slug;
}

/** Loads the article or the page whose discussion this is, with what its pages show; null if there is none. */
export async function loadDiscussion(parent: DiscussionParent, slug: string): Promise<LoadedDiscussion | null> {
  if (parent === "articles") return getArticle(slug);
  const page = await getPublishedPage(slug);
  const discussion = page?.discussionId ? await getDiscussion(slug, page.discussionId) : null;
  if (!page || !discussion) return null;
  return {
    ...discussion,
    lead: page.seoDescription,
    syndicated: false,
    source: null,
    picture: null,
    category: null,
    tags: [],
    authors: [],
    ratings: { count: 0, sum: 0 },
  };
}

/** The page below which a discussion is. */
export const parentPath = (parent: DiscussionParent, slug: string) => discussionPath(discussionSlug(parent, slug));
