import { EndLine } from "#features/articles/components/end-line.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Correction } from "../queries.ts";
import "./article-corrections.css";

/** The corrections at the foot of an article, oldest first; nothing without any. */
export function ArticleCorrections({ corrections }: { corrections: Correction[] }) {
  if (corrections.length === 0) return null;
  const t = translator();
  return (
    <EndLine id="corrections" headingId="corrections-heading" heading={t("corrections.title")} className="corrections">
      {corrections.map(({ id, kind, note, credit, at }) => (
        <p key={id} id={`correction-${id}`}>
          <strong>{t(`corrections.kinds.${kind}`)}</strong> <FormattedDate at={at} style="long" />
          <span>{typeset(note)}</span>
          {credit && <span>{t.typeset("corrections.credit", { name: credit })}</span>}
        </p>
      ))}
    </EndLine>
  );
}
