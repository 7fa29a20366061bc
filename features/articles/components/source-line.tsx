import { Fragment, type ReactNode } from "react";
import { type AttributionPart, listAttributionParts } from "#features/articles/attribution.ts";
import type { Article } from "#features/articles/queries.ts";
import { chooseSourceNameForm } from "#features/articles/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { typeset } from "#lib/typography.ts";

type Source = NonNullable<Article["source"]>;

/**
 * The source of an extract, with links to the original article and to the site: the source's own sentence, or the
 * site's. Below it, the original's author and date, and the licence, where they are known. `children` follow: who else
 * covers it.
 */
export function SourceLine({ source, children }: { source: Source; children?: ReactNode }) {
  const t = translator();
  const article = (chunks: ReactNode) => (
    <ExternalLink className="u-syndication" href={source.articleUrl}>
      {chunks}
    </ExternalLink>
  );
  const site = (chunks: ReactNode) => <ExternalLink href={source.url}>{chunks}</ExternalLink>;
  const links = { title: article(typeset(source.articleTitle)), source: site(typeset(source.name)) };
  const sentence = listAttributionParts(source);
  const label = splitLabel(sentence);
  const parts = label?.rest ?? sentence;
  // A sentence without the title has no link to the original, which every extract needs.
  const hasOriginal = parts.some(({ kind }) => kind === "title");
  const details = [
    ...(hasOriginal ? [] : [{ key: "original", content: article(t("articles.readOriginal")) }]),
    ...listDetails(source),
  ];
  const words = parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed sentence, which may repeat
    <Fragment key={index}>{part.kind === "text" ? typeset(part.text) : links[part.kind]}</Fragment>
  ));
  return (
    <section className="end-line source-line" aria-label={label?.word ?? t("articles.source")}>
      {label ? (
        // The word in the narrow column is the beginning of the sentence.
        <p id="source" className="end-row">
          <b className="end-word">
            {label.word}
            <span className="sr-only">{typeset(label.colon)}</span>
          </b>
          <span className="end-text">{words}</span>
        </p>
      ) : (
        <div className="end-row">
          <b className="end-word">{t("articles.source")}</b>
          <p id="source" className="end-text">
            {words}
          </p>
        </div>
      )}
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
      {children}
      <p className="source-more">
        <a href={`/sources/${source.slug}`}>
          {t.typeset("articles.moreFromSource", { name: source.name, form: chooseSourceNameForm(source.name) })}
        </a>
      </p>
    </section>
  );
}

/** Splits a sentence such as "Source : …" into its first word, the colon, and the rest; undefined for any other. */
function splitLabel([first, ...others]: AttributionPart[]) {
  const text = first?.kind === "text" ? first.text : "";
  const [whole, word = "", colon = ""] = /^(\p{L}{1,20})(\s?:\s)/u.exec(text) ?? [];
  if (!whole) return undefined;
  return { word, colon, rest: [{ kind: "text" as const, text: text.slice(whole.length) }, ...others] };
}

function listDetails({ author, originalAt, licence }: Source) {
  const t = translator();
  return [
    author !== "" && { key: "author", content: t.typeset("articles.originalAuthor", { author }) },
    originalAt !== null && {
      key: "date",
      content: t.rich("articles.originalDate", {
        date: () => <FormattedDate at={new Date(originalAt)} style="short" absolute />,
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
