import type { Metadata } from "next";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { MenuContent, menuPath } from "#components/site-shell/site-menu.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import { loadMenu } from "./menu-content.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const settings = await getSettings();
  const t = translator();
  return describePage({
    site: describeSite(settings),
    title: t("shell.menu"),
    description: settings["site.description"],
    path: menuPath,
    indexed: false,
  });
}

/** The menu as a page: without scripts, the header's Menu leads here. */
export default async function MenuPage() {
  return (
    <SiteFrame isMenu hasSearchField>
      <h1 className="sr-only">{translator()("shell.menu")}</h1>
      <MenuContent {...(await loadMenu({}))} />
    </SiteFrame>
  );
}
