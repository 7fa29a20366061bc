import { Fragment, type ReactNode } from "react";
import { listAttributionParts } from "#features/articles/attribution.ts";
import type { Article } from "#features/articles/queries.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { typeset } from "#lib/typography.ts";

type Source = NonNullable<Article["source"]>;

/**
 * The source of an extract, with links to the original article and to the site: the source's own sentence, or the
 * site's. Below it, the original's author and date, and the licence, where they are known.
 */
export function SourceLine({ source }: { source: Source }) {
  const t = translator();
  const article = (chunks: ReactNode) => (
    <ExternalLink className="u-syndication" href={source.articleUrl}>
      {chunks}
    </ExternalLink>
  );
  const site = (chunks: ReactNode) => <ExternalLink href={source.url}>{chunks}</ExternalLink>;
  const links = { title: article(typeset(source.articleTitle)), source: site(typeset(source.name)) };
  const parts = listAttributionParts(source);
  // A sentence without the title has no link to the original, which every extract needs.
  const hasOriginal = parts.some(({ kind }) => kind === "title");
  const details = [
    ...(hasOriginal ? [] : [{ key: "original", content: article(t("articles.readOriginal")) }]),
    ...listDetails(source),
  ];
  return (
    <div className="source-line">
      <p id="source">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed sentence, which may repeat
          <Fragment key={index}>{part.kind === "text" ? typeset(part.text) : links[part.kind]}</Fragment>
        ))}
      </p>
      {details.length > 0 && (
        <p className="source-details">
          {details.map(({ key, content }, index) => (
            <Fragment key={key}>
              {index > 0 && " · "}
              {content}
            </Fragment>
          ))}
        </p>
      )}
    </div>
  );
}

function listDetails({ author, originalAt, licence }: Source) {
  const t = translator();
  return [
    author !== "" && { key: "author", content: t.typeset("articles.originalAuthor", { author }) },
    originalAt !== null && {
      key: "date",
      content: t.rich("articles.originalDate", {
        date: () => <FormattedDate at={new Date(originalAt)} style="short" />,
      }),
    },
    licence !== "" && { key: "licence", content: t.typeset("articles.sourceLicence", { licence }) },
  ].filter((detail) => detail !== false);
}

/** A link to another site; only the text if the address is not one that a browser should open. */
function ExternalLink({ href, className, children }: { href: string; className?: string; children: ReactNode }) {
  if (!isWebAddress(href)) return children;
  return (
    <a className={className} href={href} rel="external">
      {children}
    </a>
  );
}
