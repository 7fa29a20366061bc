import type { ReactNode } from "react";

interface NavigationLink {
  href: string;
  label: string;
  current?: boolean;
  /** Whether the link leads to another site. */
  outside?: boolean;
}

/** A logo in place of the site's name, with an optional variant for dark backgrounds. */
export interface Logo {
  src: string;
  dark?: string | undefined;
  width: number;
  height: number;
  alt: string;
}

interface ShellProps {
  name: string;
  logo?: Logo | undefined;
  /** For screen readers: the skip link, and the names of the two navigations. */
  labels: { skip: string; home: string; headerLinks: string; allCategories: string; footerLinks: string };
  /** Names of the header and main landmarks, for a preview inside a page that has its own. */
  landmarks?: { head: string; page: string } | undefined;
  headerLinks: NavigationLink[];
  /** All categories, for the footer, if the header cannot hold them all. */
  footerCategories: NavigationLink[];
  footerLinks: NavigationLink[];
  tagline: string;
  /** The search, before the link to the sign-in; absent on pages that have their own. */
  search?: ReactNode;
  /** At the end of the header: the link to the sign-in. */
  account: ReactNode;
  children: ReactNode;
}

/** The site's frame: wordmark, navigation, page and footer. Works without JavaScript; on phones the navigation scrolls sideways. */
export function Shell({
  name,
  logo,
  labels,
  landmarks,
  headerLinks,
  footerCategories,
  footerLinks,
  tagline,
  search,
  account,
  children,
}: ShellProps) {
  return (
    <>
      <a
        href="#page"
        className="sr-only font-sans text-small focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-10 focus:bg-ink focus:px-4 focus:py-3 focus:text-paper"
      >
        {labels.skip}
      </a>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: in no section, it is a banner */}
      <header aria-label={landmarks?.head} className="border-rule border-b print:border-0">
        <div className="wide flex flex-wrap items-center gap-x-8 md:min-h-18 md:flex-nowrap">
          <Wordmark name={name} logo={logo} label={labels.home} />
          {headerLinks.length > 0 && <HeaderNavigation label={labels.headerLinks} links={headerLinks} />}
          {search}
          <div className="account">{account}</div>
        </div>
      </header>
      <main id="page" tabIndex={-1} aria-label={landmarks?.page} className="outline-none">
        {children}
      </main>
      <footer className="mt-24 border-rule border-t font-sans text-mute text-small print:hidden">
        {footerCategories.length > 0 && (
          <nav aria-label={labels.allCategories} className="wide pt-6">
            <details>
              <summary className="footer-link cursor-pointer">{labels.allCategories}</summary>
              <FooterLinks links={footerCategories} className="columns-[9.5rem] gap-x-6 pt-2" />
            </details>
          </nav>
        )}
        <div className="wide flex flex-wrap items-center justify-between gap-x-10 gap-y-4 py-8">
          <p className="text-soft">
            <strong className="font-semibold">{name}</strong>
            <span className="mx-2" aria-hidden="true">
              ·
            </span>
            {tagline}
          </p>
          <nav aria-label={labels.footerLinks}>
            <FooterLinks links={footerLinks} className="flex flex-wrap gap-x-6 gap-y-1" />
          </nav>
        </div>
      </footer>
    </>
  );
}

function FooterLinks({ links, className }: { links: NavigationLink[]; className: string }) {
  return (
    <ul className={className}>
      {links.map(({ href, label, outside }) => (
        <li key={href}>
          <a className="footer-link" href={href} rel={outside ? "external noopener" : undefined}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The site's name with its lamp, or its logo; links to the home page. */
export function Wordmark({ name, logo, label }: { name: string; logo?: Logo | undefined; label: string }) {
  return (
    <a href="/" className="wordmark" aria-label={label}>
      {logo ? (
        <picture>
          {logo.dark && <source srcSet={logo.dark} media="(prefers-color-scheme: dark)" />}
          <img className="logo" src={logo.src} width={logo.width} height={logo.height} alt={logo.alt} />
        </picture>
      ) : (
        <>
          {name}
          <span className="lamp" />
        </>
      )}
    </a>
  );
}

function HeaderNavigation({ label, links }: { label: string; links: NavigationLink[] }) {
  return (
    <nav aria-label={label} className="places print:hidden">
      <ul>
        {links.map(({ href, label: text, current, outside }) => (
          <li key={href}>
            <a href={href} aria-current={current ? "true" : undefined} rel={outside ? "external noopener" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
