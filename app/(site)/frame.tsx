import type { ComponentProps, ReactNode } from "react";
import { Shell } from "#components/site-shell/site-shell.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { AccountLink } from "#features/auth/components/account-link.client.tsx";
import { MemberGreeting } from "#features/auth/components/member-greeting.tsx";
import { loadSiteLogo } from "#features/media/site-logo.ts";
import { NotificationsLink } from "#features/notifications/components/notifications-link.client.tsx";
import { HeaderSearch } from "#features/search/components/header-search.tsx";
import { openSearchPath, openSearchType } from "#features/search/suggestions/open-search.ts";
import { getSettings } from "#features/settings/cached.ts";
import { resolveLinkList } from "#features/settings/navigation/link-list.ts";
import { maxHeaderCategories, pickTopCategories } from "#features/taxonomy/rules.ts";
import { MiningMetadata } from "#features/text-mining/components/mining-metadata.tsx";
import { toMiningReservation, toPageReservation } from "#features/text-mining/rules.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { categoryLink, findMovedLinks, loadSiteLinks } from "./site-links.ts";

/** Links that the law requires on every page. */
const requiredFooterPaths = ["/report", "/privacy", "/legal"];

interface Props extends Pick<ComponentProps<typeof Shell>, "landmarks"> {
  /** The slug of the current category. */
  current?: string | undefined;
  /** The reader, if the page is rendered for them alone; on a shared page the browser loads it. */
  viewer?: { name: string } | undefined;
  /** The article that the page shows. */
  article?: Parameters<typeof toPageReservation>[1];
  /** The page has a search field of its own. */
  hasSearchField?: boolean;
  children: ReactNode;
}

/** The frame of every reader page. */
export async function SiteFrame({ current, viewer, landmarks, article, hasSearchField = false, children }: Props) {
  const [settings, { categories, categoryLinks: allCategoryLinks, newsletterLinks, aboutLinks, knownLinks }] =
    await Promise.all([getSettings(), loadSiteLinks(current)]);
  const t = translator();
  const name = settings["site.name"];
  const moved = await findMovedLinks(settings["navigation.header"], settings["navigation.footer"]);
  const categoryLinks = pickTopCategories(categories, maxHeaderCategories, current).map((category) =>
    categoryLink(category, current),
  );
  const headerHasRoom = categories.length < maxHeaderCategories;
  return (
    <Shell
      name={name}
      logo={await loadSiteLogo(settings)}
      tagline={typeset(settings["site.tagline"])}
      labels={{
        skip: t("shell.skip"),
        home: t("shell.home", { name }),
        headerLinks: t("shell.mainNavigation"),
        allCategories: t("shell.allCategories"),
        footerLinks: t("shell.about"),
      }}
      landmarks={landmarks}
      headerLinks={resolveLinkList(settings["navigation.header"], {
        automatic: headerHasRoom ? [...categoryLinks, ...newsletterLinks] : categoryLinks,
        known: knownLinks,
        moved,
      })}
      footerCategories={categories.length > maxHeaderCategories ? allCategoryLinks : []}
      search={hasSearchField ? undefined : <HeaderSearch />}
      account={
        <ErrorBoundary
          announcement="silent"
          fallback={
            <a className="account-link" href="/account">
              <span>{t("account.title")}</span>
            </a>
          }
        >
          <NotificationsLink
            signedIn={viewer !== undefined}
            labels={{
              none: t("notifications.title"),
              one: t("notifications.badgeOne"),
              many: t("notifications.badge", { count: "{count}" }),
            }}
          />
          <AccountLink viewerName={viewer?.name} labels={{ signIn: t("signIn.title") }} />
        </ErrorBoundary>
      }
      footerLinks={resolveLinkList(settings["navigation.footer"], {
        automatic: [...newsletterLinks, ...aboutLinks],
        known: knownLinks,
        moved,
        required: requiredFooterPaths,
      })}
    >
      <link rel="search" type={openSearchType} href={openSearchPath} title={name} />
      <MiningMetadata page={toPageReservation(toMiningReservation(settings), article)} />
      {children}
      <MemberGreeting name={viewer?.name} />
    </Shell>
  );
}
