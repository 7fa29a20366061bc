import type { IssueSnapshot, NewsletterRhythm } from "#db/schema/newsletter.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { intlTags } from "#lib/intl-tags.ts";

interface DatedIssue {
  kind: "digest" | "alert";
  rhythm: NewsletterRhythm | null;
}

/** What an issue is about, for people: "novembre 2026", "semaine du 23 novembre 2026"; of an alert its day. */
export function formatIssueDate(
  { kind, rhythm }: DatedIssue,
  { date, zone }: Pick<IssueSnapshot, "date" | "zone">,
  locale: Locale = siteLocale(),
): string {
  const at = new Date(date);
  if (kind === "alert") return formatDate(at, { locale, zone, style: "short" });
  if (rhythm === "weekly")
    return translator(locale)("issues.week", { date: formatDate(at, { locale, zone, style: "short" }) });
  return new Intl.DateTimeFormat(intlTags[locale], { timeZone: zone, month: "long", year: "numeric" }).format(at);
}
