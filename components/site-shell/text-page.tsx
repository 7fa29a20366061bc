import type { ReactNode } from "react";
import { type NavigationLink, NavigationLinks } from "./navigation-links.tsx";

/** With fewer headings a text is seen at a glance. */
const minContents = 4;

export interface TextPageProps {
  title: string;
  lead?: ReactNode;
  /** When the page last changed, and what leads on: feeds, files. */
  facts?: ReactNode;
  /** Its headings. */
  contents?: { id: string; label: string }[];
  contentsLabel: string;
  /** The pages beside it, with the current one marked. */
  siblings: NavigationLink[];
  siblingsLabel: string;
  children: ReactNode;
  /** What follows the text, in its column: on wide screens below the links beside it. */
  after?: ReactNode;
}

/**
 * A page about the site, with its text in one column. The table of contents is beside the text on wide screens only; so
 * are the links to pages of the same kind, which phones show below it.
 */
export function TextPage(props: TextPageProps) {
  const { title, lead, facts, contents = [], contentsLabel, siblings, siblingsLabel, children, after } = props;
  return (
    <div className="wide text-page">
      <div className="text-page-main">
        <header>
          <h1 className="headline">{title}</h1>
          {lead && <p className="text-page-lead">{lead}</p>}
          {facts && <div className="text-page-facts">{facts}</div>}
        </header>
        {children}
      </div>
      {after && <div className="text-page-after">{after}</div>}
      <div className="text-page-side">
        <div>
          {contents.length >= minContents && (
            <nav aria-label={contentsLabel} className="text-page-contents">
              <h2>{contentsLabel}</h2>
              <ol>
                {contents.map(({ id, label }) => (
                  <li key={id}>
                    <a href={`#${id}`}>{label}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <nav aria-label={siblingsLabel} className="text-page-siblings">
            <h2>{siblingsLabel}</h2>
            <NavigationLinks links={siblings} />
          </nav>
        </div>
      </div>
    </div>
  );
}
