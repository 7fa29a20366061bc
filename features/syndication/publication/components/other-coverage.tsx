import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { type OtherCoverage as Coverage, maxNamedCoverage } from "../coverage.ts";

/** The other sources that have the same text, with links to their articles; nothing without any. */
export function OtherCoverage({ coverage }: { coverage: Coverage[] }) {
  if (coverage.length === 0) return null;
  const t = translator();
  const others = coverage.length - maxNamedCoverage;
  return (
    <p id="also-covered" className="also-covered">
      {t("articles.alsoCovered")}{" "}
      {coverage.slice(0, maxNamedCoverage).map(({ name, title, url }, index) => (
        <span key={url}>
          {index > 0 && ", "}
          <a href={url} rel="external" title={title}>
            {typeset(name)}
          </a>
        </span>
      ))}
      {others > 0 && ` ${t("articles.alsoCoveredOthers", { count: others })}`}
    </p>
  );
}
