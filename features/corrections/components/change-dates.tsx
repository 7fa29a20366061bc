import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { Correction } from "../queries.ts";

/** When an article was last corrected and last updated, each with a link to its note; nothing without either. */
export function ChangeDates({ corrections }: { corrections: Correction[] }) {
  const t = translator();
  const newest = (["update", "correction"] as const).flatMap(
    (kind) => corrections.findLast((correction) => correction.kind === kind) ?? [],
  );
  return newest.map(({ id, kind, at }) => (
    <p key={kind} className="change-date">
      <a href={`#correction-${id}`}>{t(`corrections.changed.${kind}`)}</a>{" "}
      <FormattedDate at={at} style="long" absolute />
    </p>
  ));
}
