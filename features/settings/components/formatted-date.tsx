import { siteLocale } from "#i18n/translator.ts";
import { type DateStyle, formatDate, isoWithZone } from "#lib/dates.ts";
import { maxRelativeAgeMs } from "#lib/relative-time.ts";
import { getSettings } from "../cached.ts";

/**
 * A moment in the site's zone and language, for people and for machines. One of the last day also has its full date as a
 * title; `RelativeDates` then shows "il y a 2 heures" in its place once scripts run. Without scripts the date stays.
 * @param absolute Always the date, never an age: for a date that follows words such as "depuis le".
 */
export async function FormattedDate({
  at,
  style,
  className,
  absolute = false,
}: {
  at: Date;
  style: DateStyle;
  className?: string;
  absolute?: boolean;
}) {
  const zone = (await getSettings())["site.zone"];
  const locale = siteLocale();
  const text = formatDate(at, { locale, zone, style });
  const dateTime = isoWithZone(at, zone);
  // A page that is kept for longer shows the date again: the browser looks at its own clock.
  const isRecent = !absolute && Math.abs(Date.now() - at.getTime()) < maxRelativeAgeMs;
  if (!isRecent)
    return (
      <time className={className} dateTime={dateTime}>
        {text}
      </time>
    );
  return (
    <time
      className={className}
      dateTime={dateTime}
      title={formatDate(at, { locale, zone, style: "full" })}
      data-recent=""
    >
      <span>{text}</span>
    </time>
  );
}
