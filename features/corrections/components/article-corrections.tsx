import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import type { Correction } from "../queries.ts";

/** The corrections at the foot of an article, oldest first; nothing without any. */
export function ArticleCorrections({ corrections, zone }: { corrections: Correction[]; zone: string }) {
  if (corrections.length === 0) return null;
  const t = translator();
  const locale = siteLocale();
  return (
    <aside id="corrections" aria-label={t("corrections.title")} className="corrections">
      {corrections.map(({ id, kind, note, at }) => (
        <p key={id} id={`correction-${id}`}>
          <strong>{t(`corrections.kinds.${kind}`)}</strong>{" "}
          <time dateTime={isoWithZone(at, zone)}>{formatDate(at, { locale, zone, style: "long" })}</time>
          <span>{typeset(note)}</span>
        </p>
      ))}
    </aside>
  );
}
