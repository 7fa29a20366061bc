import type { Root } from "hast";
import type { Metadata } from "next";
import type { ComponentProps } from "react";
import { Prose } from "#components/ui/prose.tsx";
import {
  type BuiltInPage,
  formatPageBody,
  listMainHeadings,
  readBuiltInPage,
} from "#features/pages/built-in/built-in-pages.ts";
import { getSettingDate, getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { typeset } from "#lib/typography.ts";
import { TrustPage } from "./trust-page.tsx";

/** The metadata of a built-in page. */
export async function builtInPageMetadata(page: BuiltInPage): Promise<Metadata> {
  const settings = await getSettings();
  const site = settings["site.name"];
  return describePage({
    site: describeSite(settings),
    title: readBuiltInPage(page, settings).title,
    description: translator()(`pages.${page}.description`, { site }),
    path: `/${page}`,
  });
}

/** A built-in page whose text editors can change. */
export async function BuiltInPageView({ page }: { page: BuiltInPage }) {
  const [settings, changedAt] = await Promise.all([getSettings(), getSettingDate(`pages.${page}`)]);
  return <PageLayout {...readBuiltInPage(page, settings)} path={`/${page}`} changedAt={changedAt} />;
}

/** The layout of a page with a title and a text. */
export function PageLayout({
  title,
  body,
  pictures = [],
  ...page
}: { title: string; body: Root; pictures?: Parameters<typeof formatPageBody>[1] } & Pick<
  ComponentProps<typeof TrustPage>,
  "path" | "changedAt" | "after"
>) {
  const tree = formatPageBody(body, pictures);
  return (
    <TrustPage {...page} title={typeset(title)} contents={listMainHeadings(tree)}>
      <Prose>{renderTree(tree)}</Prose>
    </TrustPage>
  );
}
