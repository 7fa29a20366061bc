import { refusalMessages } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone, matchLocalTime } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import type { ArticleSchedule } from "./queries.ts";

/** A publication is late after this time (ms): busy sites need a moment for many articles of one time. */
const lateAfterMs = 60_000;

/** Describes a schedule in the site's language and time zone. */
export function describeSchedule({ publishAt, by, refusal }: ArticleSchedule, zone: string): ScheduleDescription {
  const t = translator();
  const when = (at: Date) => formatDate(at, { locale: siteLocale(), zone, style: "full" });
  const exact = isoWithZone(publishAt, zone).slice(0, 19);
  const local = exact.endsWith(":00") ? exact.slice(0, 16) : exact;
  const match = matchLocalTime(local, zone);
  const isLate = !refusal && Date.now() - publishAt.getTime() > lateAfterMs;
  const sentence = by
    ? t("newsroom.schedule.by", { when: when(publishAt), name: by })
    : t("newsroom.schedule.at", { when: when(publishAt) });
  const first = match?.kind === "twice" && match.at.getTime() === publishAt.getTime();
  return {
    local: refusal ? "" : local,
    said: isLate ? t.typeset("newsroom.schedule.late", { when: when(publishAt) }) : typeset(sentence),
    isLate,
    twice: first && !refusal ? t.typeset("newsroom.schedule.ambiguous") : null,
    refusal: refusal
      ? t.typeset("newsroom.schedule.refused", {
          when: when(publishAt),
          why: refusalMessages({
            ok: false,
            code: refusal.code,
            ...(refusal.fields ? { fields: refusal.fields } : {}),
          }).join(" "),
        })
      : null,
  };
}

/** An article's schedule as the form shows it: sentences from the server, and the time in the format of its field. */
export interface ScheduleDescription {
  local: string;
  /** When it is scheduled, and by whom. */
  said: string;
  /** It should have been published by now. */
  isLate: boolean;
  /** A note that the clock shows that time twice. */
  twice: string | null;
  /** Why the publication failed. */
  refusal: string | null;
}
