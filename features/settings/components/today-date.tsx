import { siteLocale } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { getToday } from "../cached.ts";

/**
 * Today's date in the site's zone. The page expires at midnight; the early script hides the date of a page that a
 * browser kept longer.
 */
export async function TodayDate() {
  const { day, zone } = await getToday();
  const text = formatDate(new Date(`${day}T12:00:00Z`), { locale: siteLocale(), zone: "UTC", style: "day" });
  return (
    <time className="today" dateTime={day} data-zone={zone}>
      {text.charAt(0).toLocaleUpperCase(siteLocale()) + text.slice(1)}
    </time>
  );
}
