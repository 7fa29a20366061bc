import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import RootLayout, { generateMetadata as siteMetadata } from "#app/layout.tsx";
import { listArticles } from "#features/articles/cached.ts";
import { NotFoundContent } from "#features/articles/components/not-found-content.tsx";
import { SearchField } from "#features/search/components/search-field.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

export { viewport } from "#app/layout.tsx";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const { "site.name": name } = await getSettings();
  return { ...(await siteMetadata()), title: `${translator()("notFound.title")} · ${name}` };
}

/**
 * A 404 page that suggests where to go. It is global instead of a `not-found.tsx`, because Next includes that one whole in
 * the payload of every page below it, with the tags of what it lists, and renders it in the browser only. The page
 * server replaces Next's empty document with this one for each unknown address.
 */
export default async function NotFoundPage() {
  const { articles } = await listArticles({ kind: "all" }, 1);
  return (
    <RootLayout>
      <SiteFrame hasSearchField>
        <NotFoundContent articles={articles.slice(0, 6)} search={<SearchField id="search" variant="page" />} />
      </SiteFrame>
    </RootLayout>
  );
}
