import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { listArticles } from "#features/articles/cached.ts";
import { ArticleList } from "#features/articles/components/article-list.tsx";
import { listMetadata } from "#features/articles/metadata.ts";
import { articlesPerPage, countPages, parsePageNumber } from "#features/articles/rules.ts";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { getAuthor, getCategory, getSource, getTag } from "#features/taxonomy/cached.ts";
import { ArchiveHeader } from "#features/taxonomy/components/archive-header.tsx";
import { translator } from "#i18n/translator.ts";
import { SiteFrame } from "./frame.tsx";

export type ArchiveKind = "category" | "tag" | "author" | "source";

const archives = {
  category: { path: "/categories", get: getCategory },
  tag: { path: "/tags", get: getTag },
  author: { path: "/authors", get: getAuthor },
  source: { path: "/sources", get: getSource },
};

/**
 * The place, its page and the number of its pages, from what the address says. `number` is the text of `?page=`.
 * A place that was renamed or merged: 308 to where it is now. Unknown place, bad number or a page beyond the end: 404. Page 1 has no number: 308 to the address without.
 */
async function read(kind: ArchiveKind, slug: string, number?: string) {
  const page = number === undefined ? 1 : parsePageNumber(number);
  const place = page === null ? null : await archives[kind].get(slug);
  if (page === null) notFound();
  if (!place) return await redirectOrNotFound(`${archives[kind].path}/${slug}${page > 1 ? `/page/${page}` : ""}`);
  const path = `${archives[kind].path}/${place.slug}`;
  if (number === "1") permanentRedirect(path);
  const { articles, total } = await listArticles({ kind, id: place.id }, page);
  const pages = countPages(total, articlesPerPage);
  if (page > pages) notFound();
  return { place, path, page, pages, articles, total };
}

/** The head of a page of a category, tag, author or source. */
export async function archiveMetadata(kind: ArchiveKind, slug: string, number?: string): Promise<Metadata> {
  const { place, page, pages } = await read(kind, slug, number);
  return listMetadata(kind, place, { page, last: pages }, await getSettings());
}

/** A page of a category, tag, author or source. Await it at the top of the route, outside Suspense. */
export async function ArchivePage({ kind, slug, number }: { kind: ArchiveKind; slug: string; number?: string }) {
  const { place, path, page, pages, articles, total } = await read(kind, slug, number);
  const url = "url" in place && typeof place.url === "string" ? place.url : undefined;
  const t = translator();
  return (
    <SiteFrame current={kind === "category" ? slug : undefined}>
      <div className="wide pt-8 md:pt-14">
        <ArticleList
          header={
            <ArchiveHeader
              kind={kind}
              name={place.name}
              description={place.description || (url ? t("archives.sourceDescription", { name: place.name }) : "")}
              count={total}
              feed={kind === "source" ? undefined : `${path}/feed.xml`}
              site={url}
            />
          }
          articles={articles}
          category={kind !== "category"}
          path={path}
          page={page}
          pages={pages}
        />
      </div>
    </SiteFrame>
  );
}
