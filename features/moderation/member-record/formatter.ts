import type { Standing } from "#features/members/standing/rules.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { formatNumber } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";

/** The path of a member record. */
export const memberRecordHref = (id: number) => `/admin/moderation/members/${id}`;

export type RecordFormatter = ReturnType<typeof createRecordFormatter>;

/** Creates a formatter with the site's language, time zone and rules. */
export function createRecordFormatter(settings: Settings) {
  const locale = siteLocale();
  const zone = settings["site.zone"];
  const rules = new Map(listCommunityRules(settings).map(({ anchor, title }) => [anchor, title]));
  return {
    t: translator(),
    day: (at: Date) => formatDate(at, { locale, zone, style: "short" }),
    moment: (at: Date) => formatDate(at, { locale, zone, style: "long" }),
    iso: (at: Date) => isoWithZone(at, zone),
    number: (value: number, decimals = 0) => formatNumber(value, { locale, decimals }),
    /** A rule that the site no longer has is shown by its anchor. */
    rule: (anchor: string | null) => (anchor === null ? "" : (rules.get(anchor) ?? anchor)),
  };
}

/** A restriction in force, as text. */
export interface StandingLabel {
  kind: "banned" | "suspended" | "premoderated" | "warned";
  text: string;
}

/** All restrictions and warnings in force for a member. */
export function listStandingLabels(
  standing: Standing,
  { bannedAt, warnedAt }: { bannedAt: Date | null; warnedAt: Date | null },
  { t, day, moment }: RecordFormatter,
): StandingLabel[] {
  const labels: StandingLabel[] = [];
  if (bannedAt) labels.push({ kind: "banned", text: t("moderation.memberRecord.banned", { day: day(bannedAt) }) });
  if (standing.suspendedUntil)
    labels.push({
      kind: "suspended",
      text: t("moderation.memberRecord.suspended", { until: moment(standing.suspendedUntil) }),
    });
  if (standing.premoderated) labels.push({ kind: "premoderated", text: t("moderation.memberRecord.premoderated") });
  if (standing.warned && warnedAt)
    labels.push({ kind: "warned", text: t("moderation.memberRecord.warned", { day: day(warnedAt) }) });
  return labels.map(({ kind, text }) => ({ kind, text: typeset(text) }));
}
