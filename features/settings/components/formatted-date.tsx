import { siteLocale } from "#i18n/translator.ts";
import { type DateStyle, formatDate, isoWithZone } from "#lib/dates.ts";
import { getSettings } from "../cached.ts";

/** A moment in the site's zone and language, for people and for machines. */
export async function FormattedDate({ at, style, className }: { at: Date; style: DateStyle; className?: string }) {
  const zone = (await getSettings())["site.zone"];
  return (
    <time className={className} dateTime={isoWithZone(at, zone)}>
      {formatDate(at, { locale: siteLocale(), zone, style })}
    </time>
  );
}
