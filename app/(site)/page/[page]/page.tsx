import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { listArticles } from "#features/articles/cached.ts";
import { ArticleList } from "#features/articles/components/article-list.tsx";
import { homeMetadata } from "#features/articles/metadata.ts";
import { articlesPerPage, parsePageNumber } from "#features/articles/rules.ts";
import { countHomePages } from "#features/home/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

type Props = PageProps<"/page/[page]">;

async function read(number: string) {
  const page = parsePageNumber(number);
  if (page === null) notFound();
  if (page === 1) permanentRedirect("/");
  // Page 1 is the front page, which does not show the newest articles in a row: the list begins on page 2.
  const { articles, total } = await listArticles({ kind: "all" }, page - 1);
  const pages = countHomePages(total, articlesPerPage);
  if (page > pages) notFound();
  return { page, pages, articles, total };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { page, pages } = await read((await params).page);
  return homeMetadata({ page, last: pages }, await getSettings());
}

export default async function HomeNumberedPage({ params }: Props) {
  const { page, pages, articles, total } = await read((await params).page);
  const t = translator();
  return (
    <SiteFrame>
      <div className="wide pt-8 md:pt-14">
        <ArticleList
          header={
            <header className="archive-header">
              <h1 className="headline">{t("home.archive")}</h1>
              <p className="meta mt-3">
                <span>{t("articles.count", { count: total })}</span>
              </p>
            </header>
          }
          articles={articles}
          category
          path="/"
          page={page}
          pages={pages}
        />
      </div>
    </SiteFrame>
  );
}
