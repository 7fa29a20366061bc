import type { Root } from "hast";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prose } from "#components/ui/prose.tsx";
import { type BuiltInPage, formatPageBody, readBuiltInPage } from "#features/pages/built-in/built-in-pages.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import { renderTree } from "#lib/prose/render.tsx";
import { typeset } from "#lib/typography.ts";
import { SiteFrame } from "./frame.tsx";

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

/** A built-in page whose text editors can change; `children` come below it. */
export async function BuiltInPageView({ page, children }: { page: BuiltInPage; children?: ReactNode }) {
  return <PageLayout {...readBuiltInPage(page, await getSettings())}>{children}</PageLayout>;
}

/** The layout of a page with a title and a text. */
export function PageLayout({ title, body, children }: { title: string; body: Root; children?: ReactNode }) {
  return (
    <SiteFrame>
      <article className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <h1 className="headline">{typeset(title)}</h1>
          <Prose>{renderTree(formatPageBody(body))}</Prose>
          {children}
        </div>
      </article>
    </SiteFrame>
  );
}
