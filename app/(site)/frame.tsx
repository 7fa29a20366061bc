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
import { RelativeDates } from "#features/settings/components/relative-dates.client.tsx";
import { TodayDate } from "#features/settings/components/today-date.tsx";
import { resolveLinkList } from "#features/settings/navigation/link-list.ts";
import { MiningMetadata } from "#features/text-mining/components/mining-metadata.tsx";
import { toMiningReservation, toPageReservation } from "#features/text-mining/rules.ts";
import { getMonthlyFigures } from "#features/transparency/monthly-figures/cached.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { loadMenu } from "./menu/menu-content.tsx";
import { describePromises } from "./promises.ts";
import { findMovedLinks, loadSiteLinks } from "./site-links.ts";

/** Links that the law requires on every page. */
const requiredFooterPaths = ["/report", "/privacy", "/legal"];

interface Props extends Pick<ComponentProps<typeof Shell>, "landmarks"> {
  /** The slug of the current category, or the path of a page in the header. */
  current?: string | undefined;
  /** The reader, if the page is rendered for them alone; on a shared page the browser loads it. */
  viewer?: { name: string } | undefined;
  /** The article that the page shows. */
  article?: Parameters<typeof toPageReservation>[1];
  /** The page has a search field of its own. */
  hasSearchField?: boolean;
  /** The home page shows the sentence about the site at every width. */
  isHome?: boolean;
  /** The page is the menu itself. */
  isMenu?: boolean;
  children: ReactNode;
}

/** The frame of every reader page. */
export async function SiteFrame(props: Props) {
  const { current, viewer, landmarks, article, hasSearchField = false, isHome = false, isMenu = false } = props;
  const [settings, links, figures] = await Promise.all([getSettings(), loadSiteLinks(current), getMonthlyFigures()]);
  const t = translator();
  const name = settings["site.name"];
  const moved = await findMovedLinks(settings["navigation.header"], settings["navigation.footer"]);
  const headerLinks = resolveLinkList(settings["navigation.header"], {
    automatic: links.headerLinks,
    known: links.knownLinks,
    moved,
  });
  return (
    <Shell
      name={name}
      logo={await loadSiteLogo(settings)}
      labels={{
        skip: t("shell.skip"),
        home: t("shell.home", { name }),
        headerLinks: t("shell.mainNavigation"),
        menu: t("shell.menu"),
        close: t("shell.close"),
      }}
      landmarks={landmarks}
      mission={typeset(settings["site.mission"])}
      isHome={isHome}
      headerLinks={headerLinks}
      divideAt={headerLinks.findIndex(({ href }) => !href.startsWith("/categories/") && href !== "/menu")}
      today={<TodayDate />}
      menu={isMenu ? undefined : await loadMenu({ current, viewer })}
      search={hasSearchField ? undefined : <HeaderSearch />}
      account={
        <ErrorBoundary
          announcement="silent"
          fallback={
            <a className="account-link button" href="/account">
              {t("account.title")}
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
      footer={{
        tagline: typeset(settings["site.tagline"]),
        promises: describePromises(figures),
        label: t("shell.about"),
        links: resolveLinkList(settings["navigation.footer"], {
          automatic: links.footerLinks,
          known: links.knownLinks,
          moved,
          required: requiredFooterPaths,
        }),
      }}
    >
      <link rel="search" type={openSearchType} href={openSearchPath} title={name} />
      <MiningMetadata page={toPageReservation(toMiningReservation(settings), article)} />
      {props.children}
      <MemberGreeting name={viewer?.name} />
      <RelativeDates now={t("dates.now")} />
    </Shell>
  );
}
