import type { MenuContentProps } from "#components/site-shell/site-menu.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { MenuAccountLinks } from "#features/auth/components/account-link.client.tsx";
import { discussionsPath } from "#features/comments/rules.ts";
import { SearchField } from "#features/search/components/search-field.tsx";
import { getMonthlyFigures } from "#features/transparency/monthly-figures/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { loadSiteLinks } from "../site-links.ts";

interface Options {
  current?: string | undefined;
  viewer?: { name: string } | undefined;
}

/** Loads what the menu lists: every section, readers' places, the pages about the site. */
export async function loadMenu({ current, viewer }: Options): Promise<MenuContentProps> {
  const [{ categories, categoryLinks, newsletterLinks }, { commentsToday }] = await Promise.all([
    loadSiteLinks(current),
    getMonthlyFigures(),
  ]);
  const t = translator();
  const count = formatNumber(commentsToday, { locale: siteLocale() });
  return {
    search: <SearchField id="menu-search" variant="header" />,
    sections: categoryLinks.map((link, at) => ({ ...link, slug: categories[at]?.slug ?? "" })),
    places: [
      {
        href: discussionsPath,
        label: t("shell.ongoing"),
        figure: commentsToday > 0 ? t.typeset("shell.commentsToday", { count }) : undefined,
      },
      { href: "/#discussed", label: t("shell.discussed") },
      { href: "/#best", label: t("shell.bestRated") },
      ...newsletterLinks,
    ],
    records: [
      { href: "/moderation-log", label: t("shell.moderation") },
      { href: "/corrections", label: t("corrections.title") },
      { href: "/transparency", label: t("transparency.title") },
      { href: "/rules", label: t("shell.rules") },
      { href: "/about", label: t("shell.aboutPage") },
    ],
    account: (
      <ErrorBoundary announcement="silent" fallback={null}>
        <MenuAccountLinks
          viewerName={viewer?.name}
          labels={{
            signIn: t("signIn.title"),
            register: t("shell.register"),
            notifications: t("notifications.title"),
          }}
        />
      </ErrorBoundary>
    ),
    labels: {
      sections: t("shell.sections"),
      newSince: t("shell.newSince"),
      newCount: t.typeset("shell.newCount"),
      places: t("shell.readers"),
      records: t("shell.records"),
      appearance: t("shell.appearance.legend"),
      device: t("shell.appearance.device"),
      light: t("shell.appearance.light"),
      dark: t("shell.appearance.dark"),
    },
  };
}
