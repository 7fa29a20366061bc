import "#features/search/components/search.css";
import type { Metadata } from "next";
import { Suspense } from "react";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { ReloadPage, SearchContent } from "#features/search/components/search-content.client.tsx";
import { SearchField } from "#features/search/components/search-field.tsx";
import { SearchScript } from "#features/search/components/search-script.client.tsx";
import { searchFormId } from "#features/search/html/write-filters.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = translator();
  const site = describeSite(await getSettings());
  const description = t("search.description", { site: site.name });
  return describePage({ site, title: t("search.title"), description, path: "/search", indexed: false });
}

/**
 * The page around every search. It is rendered once; the page server writes title, words and results into it
 * (server/http/search-pages.ts).
 */
export default async function SearchRoute() {
  return (
    <SiteFrame hasSearchField>
      <div className="wide">
        <div className="search-top">
          <h1 className="headline">{translator()("search.title")}</h1>
          <SearchField id="search" variant="page" formId={searchFormId} />
        </div>
        <Suspense fallback={<ReloadPage />}>
          <SearchContent />
        </Suspense>
        <SearchScript formId={searchFormId} />
      </div>
    </SiteFrame>
  );
}
