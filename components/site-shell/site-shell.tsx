import type { ReactNode } from "react";
import { type NavigationLink, NavigationLinks } from "./navigation-links.tsx";
import { SiteFooter, type SiteFooterProps } from "./site-footer.tsx";
import { MenuContent, type MenuContentProps, menuPath, SiteMenu } from "./site-menu.tsx";
import { type Logo, Wordmark } from "./wordmark.tsx";

interface ShellProps {
  name: string;
  logo?: Logo | undefined;
  labels: { skip: string; home: string; headerLinks: string; menu: string; close: string };
  /** Names of the header and main landmarks, for a preview inside a page that has its own. */
  landmarks?: { head: string; page: string } | undefined;
  /** What the site is, in one sentence. The home page always shows it, other pages where there is room. */
  mission: string;
  isHome: boolean;
  headerLinks: NavigationLink[];
  /** The index of the first link that is not a section. */
  divideAt: number;
  /** Today's date, at the end of the row of links. */
  today: ReactNode;
  /** Absent on the page that is the menu. */
  menu?: MenuContentProps | undefined;
  footer: Omit<SiteFooterProps, "name">;
  /** The search, before the link to the sign-in; absent on pages that have their own. */
  search?: ReactNode;
  /** At the end of the header: the link to the sign-in. */
  account: ReactNode;
  children: ReactNode;
}

/** The site's frame: header, menu, page and footer. It works without JavaScript: the menu is then a page. */
export function Shell(props: ShellProps) {
  const { name, logo, labels, landmarks, mission, isHome, headerLinks, divideAt, today, menu, footer } = props;
  return (
    <>
      <a
        href="#page"
        className="sr-only font-sans text-small focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-10 focus:bg-ink focus:px-4 focus:py-3 focus:text-paper"
      >
        {labels.skip}
      </a>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: in no section, it is a banner */}
      <header aria-label={landmarks?.head} className={isHome ? "head head-home" : "head"}>
        <div className="wide head-rows">
          <Wordmark name={name} logo={logo} label={labels.home} />
          {mission && <p className="mission">{mission}</p>}
          {props.search}
          <div className="account">{props.account}</div>
          {menu && (
            <a href={menuPath} className="button head-button menu-link" aria-haspopup="dialog">
              <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
                <path
                  d="M3 6h18M3 12h18M3 18h18"
                  fill="none"
                  stroke="currentColor"
                  strokeWidth="2"
                  strokeLinecap="round"
                />
              </svg>
              {labels.menu}
            </a>
          )}
          <div className="places">
            <nav aria-label={labels.headerLinks}>
              <NavigationLinks links={headerLinks} divideAt={divideAt} />
            </nav>
            {today}
          </div>
        </div>
      </header>
      {menu && (
        <SiteMenu name={name} logo={logo} labels={labels}>
          <MenuContent {...menu} />
        </SiteMenu>
      )}
      <main id="page" tabIndex={-1} aria-label={landmarks?.page} className="outline-none">
        {props.children}
      </main>
      <SiteFooter name={name} {...footer} />
    </>
  );
}
