import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { JsonLd } from "#components/json-ld.client.tsx";
import { listArticles } from "#features/articles/cached.ts";
import { ArticleList } from "#features/articles/components/article-list.tsx";
import { listMetadata } from "#features/articles/metadata.ts";
import { articlesPerPage, chooseSourceNameForm, countPages, parsePageNumber } from "#features/articles/rules.ts";
import { collectionPageJsonLd } from "#features/articles/structured-data.ts";
import { FollowButton } from "#features/follows/components/follow-button.tsx";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { getStory } from "#features/stories/cached.ts";
import { getSourceProfile } from "#features/syndication/publication/cached.ts";
import { SourceFacts } from "#features/syndication/publication/components/source-facts.tsx";
import { getAuthor, getCategory, getSource, getTag } from "#features/taxonomy/cached.ts";
import { ArchiveHeader } from "#features/taxonomy/components/archive-header.tsx";
import { authorProfileJsonLd } from "#features/taxonomy/structured-data.ts";
import { translator } from "#i18n/translator.ts";
import { pagePath } from "#lib/site-address.ts";
import { SiteFrame } from "./frame.tsx";

export type ArchiveKind = "category" | "tag" | "author" | "source" | "story";

const archives = {
  category: { path: "/categories", get: getCategory },
  tag: { path: "/tags", get: getTag },
  author: { path: "/authors", get: getAuthor },
  source: { path: "/sources", get: getSource },
  story: { path: "/stories", get: getStory },
};

/**
 * Loads the term, its articles and the number of its pages for an address. `number` is the text of `?page=`. A renamed
 * or merged term redirects to its present address (308). An unknown term, an invalid number or a page beyond the end is
 * a 404. Page 1 redirects to the address without a number (308).
 */
async function read(kind: ArchiveKind, slug: string, number?: string) {
  const page = number === undefined ? 1 : parsePageNumber(number);
  const term = page === null ? null : await archives[kind].get(slug);
  if (page === null) notFound();
  if (!term) return await redirectOrNotFound(`${archives[kind].path}/${slug}${page > 1 ? `/page/${page}` : ""}`);
  const path = `${archives[kind].path}/${term.slug}`;
  if (number === "1") permanentRedirect(path);
  const isSeries = "kind" in term && term.kind === "series";
  const { articles, total } = await listArticles({ kind: isSeries ? "series" : kind, id: term.id }, page);
  const pages = countPages(total, articlesPerPage);
  if (page > pages) notFound();
  return { term, path, page, pages, articles, total, isSeries };
}

/** The metadata of a page of a category, tag, author, source or story. */
export async function archiveMetadata(kind: ArchiveKind, slug: string, number?: string): Promise<Metadata> {
  const { term, page, pages } = await read(kind, slug, number);
  return listMetadata(kind, term, { page, last: pages }, await getSettings());
}

/** A page of a category, tag, author, source or story. Await it at the top of the route, outside Suspense. */
export async function ArchivePage({ kind, slug, number }: { kind: ArchiveKind; slug: string; number?: string }) {
  const { term, path, page, pages, articles, total, isSeries } = await read(kind, slug, number);
  const url = "url" in term && typeof term.url === "string" ? term.url : undefined;
  // Read above already, and kept.
  const author = kind === "author" ? await getAuthor(slug) : null;
  const t = translator();
  return (
    <SiteFrame current={kind === "category" ? slug : undefined}>
      {kind === "author" ? (
        <JsonLd data={authorProfileJsonLd({ ...term, ...author }, { articles: total })} />
      ) : (
        <JsonLd data={collectionPageJsonLd({ ...term, path: pagePath(path, page) }, articles)} />
      )}
      <div className="wide pt-8 md:pt-14">
        <ArticleList
          header={
            <ArchiveHeader
              kind={isSeries ? "series" : kind}
              name={term.name}
              description={
                term.description ||
                (url ? t("archives.sourceDescription", { name: term.name, form: chooseSourceNameForm(term.name) }) : "")
              }
              count={total}
              feed={`${path}/feed.xml`}
              site={url}
              fediverse={author?.fediverse}
              portrait={author?.portrait}
            >
              {kind === "source" && <SourceFacts profile={await getSourceProfile(term)} />}
              {kind !== "source" && kind !== "story" && (
                <FollowButton subject={{ kind, id: term.id }} name={term.name} />
              )}
            </ArchiveHeader>
          }
          articles={articles}
          category={kind !== "category"}
          {...(isSeries && { partsFrom: (page - 1) * articlesPerPage + 1 })}
          path={path}
          page={page}
          pages={pages}
        />
      </div>
    </SiteFrame>
  );
}
