import { type NavigationLink, NavigationLinks } from "./navigation-links.tsx";

/** What the site promises its readers, with the figures that prove it and the page where they can be checked. */
export interface SitePromise {
  title: string;
  text: string;
  link: NavigationLink;
}

export interface SiteFooterProps {
  name: string;
  tagline: string;
  promises: SitePromise[];
  links: NavigationLink[];
  label: string;
}

/** The footer of every page: the promises, then the links about the site. On phones a promise is one row that leads to its page. */
export function SiteFooter({ name, tagline, promises, links, label }: SiteFooterProps) {
  return (
    <footer className="foot print:hidden">
      <div className="wide">
        <div className="promises">
          {promises.map(({ title, text, link }) => (
            <section key={link.href}>
              <h2>{title}</h2>
              <p>{text}</p>
              <a href={link.href}>
                <span>{link.label}</span>
              </a>
            </section>
          ))}
        </div>
        <div className="foot-end">
          <p>
            <strong>{name}</strong>
            {tagline && ` · ${tagline}`}
          </p>
          <nav aria-label={label}>
            <NavigationLinks links={links} className="foot-links" linkClass="footer-link" />
          </nav>
        </div>
      </div>
    </footer>
  );
}
