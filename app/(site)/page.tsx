import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { JsonLd } from "#components/json-ld.client.tsx";
import { LocalisedPagination } from "#components/ui/localised-pagination.tsx";
import { getHomeLists, listArticles } from "#features/articles/cached.ts";
import { CardSection } from "#features/articles/components/card-section.tsx";
import { LineSection } from "#features/articles/components/line-section.tsx";
import { homeMetadata } from "#features/articles/metadata.ts";
import { articlesPerPage, countPages } from "#features/articles/rules.ts";
import { getPinnedArticles } from "#features/home/cached.ts";
import { CategoryColumns } from "#features/home/components/category-columns.tsx";
import { EmptySite } from "#features/home/components/empty-site.tsx";
import { FrontPage } from "#features/home/components/front-page.tsx";
import { composeFrontPage } from "#features/home/rules.ts";
import { loadPublisherLogo } from "#features/media/site-logo.ts";
import { SignupSection } from "#features/newsletter/components/signup-section.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { organizationJsonLd, webSiteJsonLd } from "#features/settings/structured-data.ts";
import { getNavigationCategories } from "#features/taxonomy/cached.ts";
import { maxHeaderCategories, pickTopCategories } from "#features/taxonomy/rules.ts";
import { translator } from "#i18n/translator.ts";

/** One row of best rated; three of each category. */
const sizes = { best: 3, each: 3 };

async function read() {
  const [settings, categories, { articles, total }] = await Promise.all([
    getSettings(),
    getNavigationCategories(),
    listArticles({ kind: "all" }, 1),
  ]);
  return { settings, categories, articles, pages: countPages(total, articlesPerPage) };
}

export async function generateMetadata(): Promise<Metadata> {
  const { settings, pages } = await read();
  return homeMetadata({ page: 1, last: pages }, settings);
}

export default async function HomePage() {
  const { settings, categories, articles, pages } = await read();
  const topCategories = pickTopCategories(categories, maxHeaderCategories);
  const [logo, pinned, { best, byCategory }] = await Promise.all([
    loadPublisherLogo(settings),
    getPinnedArticles(),
    getHomeLists(
      topCategories.map(({ id }) => id),
      sizes,
    ),
  ]);
  const above = new Set([...best, ...[...byCategory.values()].flat()].map(({ id }) => id));
  const { front, rest } = composeFrontPage(pinned, articles);
  const t = translator();
  return (
    <SiteFrame isHome>
      <JsonLd data={webSiteJsonLd(settings)} />
      <JsonLd data={organizationJsonLd(settings, logo)} />
      <div className="wide home">
        <h1 className="sr-only">{settings["site.name"]}</h1>
        {front.length === 0 ? <EmptySite /> : <FrontPage stories={front} />}
        <CardSection id="best" title={t("home.best")} articles={best} />
        <CategoryColumns
          title={t("home.byCategory")}
          columns={topCategories.map((category) => [category, byCategory.get(category.id) ?? []])}
        />
        <LineSection id="more" title={t("home.more")} articles={rest.filter(({ id }) => !above.has(id))} />
        <LocalisedPagination path="/" page={1} pages={pages} />
        <SignupSection page="/" />
      </div>
    </SiteFrame>
  );
}
