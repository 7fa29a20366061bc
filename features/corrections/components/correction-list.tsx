import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import type { ListedCorrection } from "../queries.ts";

/** Corrections of all articles, each with a link to its article. */
export function CorrectionList({ corrections, zone }: { corrections: ListedCorrection[]; zone: string }) {
  const t = translator();
  const locale = siteLocale();
  return (
    <ol className="correction-rows">
      {corrections.map(({ id, kind, note, credit, at, article }) => (
        <li key={id}>
          <p className="meta">
            <b>{t(`corrections.kinds.${kind}`)}</b>
            <time dateTime={isoWithZone(at, zone)}>{formatDate(at, { locale, zone, style: "long" })}</time>
          </p>
          <h2>
            <a href={`/articles/${article.slug}#correction-${id}`}>{typeset(article.title)}</a>
          </h2>
          <p>{typeset(note)}</p>
          {credit && (
            <p className="meta">
              <span>{t.typeset("corrections.credit", { name: credit })}</span>
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
