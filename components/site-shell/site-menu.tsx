import type { ReactNode } from "react";
import type { NavigationLink } from "./navigation-links.tsx";
import { type Logo, Wordmark } from "./wordmark.tsx";

/** The address of the menu as a page; a click on a link to it opens the dialog where scripts run: the page server's early script. */
export const menuPath = "/menu";

export interface MenuContentProps {
  search: ReactNode;
  /** `slug` names a section among the counts of new articles. */
  sections: (NavigationLink & { slug: string })[];
  /** What readers make: discussions, lists, the newsletter. `figure`: a few words at the end of the line. */
  places: (NavigationLink & { figure?: string | undefined })[];
  /** Pages about the site. */
  records: NavigationLink[];
  account: ReactNode;
  labels: Record<
    "sections" | "newSince" | "newCount" | "places" | "records" | "appearance" | "device" | "light" | "dark",
    string
  >;
}

/** The site's menu, in a dialog or as a page. */
export function MenuContent({ search, sections, places, records, account, labels }: MenuContentProps) {
  return (
    <div className="menu-content wide">
      <div className="menu-search">{search}</div>
      {sections.length > 0 && (
        <nav aria-label={labels.sections}>
          <div className="menu-title">
            <h2>{labels.sections}</h2>
            <p className="menu-new">{labels.newSince}</p>
          </div>
          <ul className="menu-sections">
            {sections.map(({ href, label, slug, current }) => (
              <li key={href}>
                <a href={href} aria-current={current ? "true" : undefined}>
                  {label}
                  {/* The script writes the number into an attribute, so that the markup stays the server's. */}
                  <b data-section={slug}>
                    <span className="sr-only">{labels.newCount}</span>
                  </b>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <nav aria-label={labels.places}>
        <h2 className="menu-title">{labels.places}</h2>
        <ul className="menu-places">
          {places.map(({ href, label, figure }) => (
            <li key={href}>
              <a href={href}>
                {label}
                {figure && <small>{figure}</small>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label={labels.records}>
        <h2 className="menu-title">{labels.records}</h2>
        <ul className="menu-records">
          {records.map(({ href, label }) => (
            <li key={href}>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="menu-end">
        <div className="menu-account">{account}</div>
        <AppearanceChoice labels={labels} />
      </div>
    </div>
  );
}

/** The choice between the device's appearance, light and dark, kept on the device by the early script. Without scripts it is hidden. */
function AppearanceChoice({ labels }: Pick<MenuContentProps, "labels">) {
  const choices = [
    ["", labels.device],
    ["light", labels.light],
    ["dark", labels.dark],
  ] as const;
  return (
    <fieldset className="appearance" id="appearance">
      <legend>{labels.appearance}</legend>
      {choices.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name="appearance" value={value} defaultChecked={value === ""} autoComplete="off" />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface SiteMenuProps {
  name: string;
  logo: Logo | undefined;
  labels: { menu: string; close: string; home: string };
  children: ReactNode;
}

/** The menu over the page. The browser makes the page behind it inert and closes it on Escape; closing needs no script. */
export function SiteMenu({ name, logo, labels, children }: SiteMenuProps) {
  return (
    <dialog id="menu" className="menu" aria-label={labels.menu}>
      <div className="menu-head wide">
        <Wordmark name={name} logo={logo} label={labels.home} />
        <form method="dialog">
          <button type="submit" value="close" className="button head-button">
            <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
              <path d="M5 5l14 14M19 5L5 19" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
            </svg>
            {labels.close}
          </button>
        </form>
      </div>
      {children}
    </dialog>
  );
}
