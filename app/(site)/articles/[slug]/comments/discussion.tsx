import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { Frame } from "#app/(site)/frame.tsx";
import { getArticle } from "#features/articles/cached.ts";
import { articleCommentsMetadata } from "#features/articles/metadata.ts";
import { pageNumber } from "#features/articles/rules.ts";
import { getThreads } from "#features/comments/cached.ts";
import { CommentsPage } from "#features/comments/components/comments-page.tsx";
import { getSettings } from "#features/settings/cached.ts";

/** As for every list: unknown article, bad number or a page beyond the end is 404; page 1 has no number. */
async function read(slug: string, number?: string) {
  const page = number === undefined ? 1 : pageNumber(number);
  const article = page === null ? null : await getArticle(slug);
  if (!article || page === null) notFound();
  if (number === "1") permanentRedirect(`/articles/${slug}/comments`);
  const { threads, pages } = await getThreads(article.id, page);
  if (page > Math.max(1, pages)) notFound();
  return { article, threads, page, pages };
}

export async function discussionMetadata(slug: string, number?: string): Promise<Metadata> {
  const { article, page, pages } = await read(slug, number);
  return articleCommentsMetadata(article, { page, last: pages }, await getSettings());
}

/** A page of an article's comments. Await it at the top of the route. */
export async function Discussion({ slug, number }: { slug: string; number?: string }) {
  const { article, threads, page, pages } = await read(slug, number);
  return (
    <Frame current={article.category?.slug}>
      <div className="wide pt-8 md:pt-14">
        <CommentsPage article={article} threads={threads} page={page} pages={pages} />
      </div>
    </Frame>
  );
}
