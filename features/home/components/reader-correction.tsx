import type { CreditedCorrections } from "#features/corrections/queries.ts";
import { correctionsPath } from "#features/corrections/rules.ts";
import { translator } from "#i18n/translator.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { typeset } from "#lib/typography.ts";

const maxNoteLength = 200;

/** The newest correction that a reader reported, and how many of the month's were. */
export function ReaderCorrection({ corrections: { newest, all, credited } }: { corrections: CreditedCorrections }) {
  const t = translator();
  return (
    <section aria-labelledby="reader-correction" className="reader-correction">
      <h2 id="reader-correction" className="headline">
        {t("home.corrected.title")}
      </h2>
      <p className="story-lead">{typeset(shortenText(newest.note, maxNoteLength))}</p>
      <p className="band-hint">{t.typeset("home.corrected.by", { name: newest.credit })}</p>
      <p className="band-hint">
        <a href={correctionsPath}>{t.typeset("home.corrected.share", { all, credited })}</a>
      </p>
    </section>
  );
}
