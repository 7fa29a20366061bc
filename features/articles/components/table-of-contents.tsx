import { translator } from "#i18n/translator.ts";
import type { ContentsEntry } from "../body/contents.ts";
import { CurrentHeading } from "./current-heading.client.tsx";

function ContentsList({ contents }: { contents: ContentsEntry[] }) {
  return (
    <ol>
      {contents.map(({ id, text }) => (
        <li key={id}>
          <a href={`#${id}`}>{text}</a>
        </li>
      ))}
    </ol>
  );
}

/** The headings of a long text, in the column beside it; once scripts run, the current one is marked. */
export function TableOfContents({ contents }: { contents: ContentsEntry[] }) {
  if (contents.length === 0) return null;
  return (
    <nav aria-labelledby="contents-heading" className="article-contents">
      <p id="contents-heading">{translator()("articles.contents")}</p>
      <ContentsList contents={contents} />
      <CurrentHeading />
    </nav>
  );
}

/** The same on a narrow screen: folded, above the text. */
export function FoldedContents({ contents }: { contents: ContentsEntry[] }) {
  if (contents.length === 0) return null;
  return (
    <details className="contents-folded">
      <summary>{translator()("articles.contents")}</summary>
      <nav aria-label={translator()("articles.contents")}>
        <ContentsList contents={contents} />
      </nav>
    </details>
  );
}
