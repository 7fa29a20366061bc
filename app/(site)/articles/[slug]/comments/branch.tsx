import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { type DiscussionParent, discussionSlug, loadDiscussion } from "#app/(site)/load-discussion.ts";
import { articleCommentsMetadata } from "#features/articles/metadata.ts";
import { getBranch, getIsClosed } from "#features/comments/cached.ts";
import { BranchPage } from "#features/comments/components/branch-page.tsx";
import { branchPath } from "#features/comments/rules.ts";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";

export interface BranchParams {
  slug: string;
  /** As in the path. */
  comment: string;
  after?: string;
  parent?: DiscussionParent;
}

/** Redirects if the article has moved; 404 for an unknown one, and for anything that is not a visible comment on it. */
async function read({ slug, comment, after, parent = "articles" }: BranchParams) {
  if (![comment, after ?? "1"].every((id) => /^[1-9]\d{0,14}$/.test(id))) notFound();
  const article = await loadDiscussion(parent, slug);
  const [id, afterId] = [Number(comment), after ? Number(after) : undefined];
  if (!article) return await redirectOrNotFound(branchPath(discussionSlug(parent, slug), id, afterId));
  const branch = await getBranch(article.id, id, afterId);
  if (!branch) notFound();
  return { article, branch };
}

/** A part of a discussion that is complete on its own pages: not for search engines. */
export async function branchMetadata(params: BranchParams): Promise<Metadata> {
  const { article } = await read(params);
  const metadata = articleCommentsMetadata(article, { page: 1, last: 1 }, await getSettings());
  return { ...metadata, robots: { index: false } };
}

/** The replies below one comment. Await it at the top of the route. */
export async function CommentBranchPage(params: BranchParams) {
  const { article, branch } = await read(params);
  const [settings, closed] = await Promise.all([getSettings(), getIsClosed(article)]);
  return (
    <SiteFrame current={article.category?.slug}>
      <div className="wide pt-8 md:pt-14">
        <BranchPage
          article={article}
          branch={branch}
          closed={closed}
          reaction={settings["comments.reaction"]}
          isContinuation={params.after !== undefined}
        />
      </div>
    </SiteFrame>
  );
}
