import type { Standing } from "#features/members/standing/rules.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { formatNumber } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";

/** Where a member's page is. */
export const memberRecordHref = (id: number) => `/admin/moderation/members/${id}`;

export type RecordFormatter = ReturnType<typeof createRecordFormatter>;

/** How a site says things: its language, its clocks, its rules. */
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
    /** A rule that the site no longer has is named as the decision does. */
    rule: (anchor: string | null) => (anchor === null ? "" : (rules.get(anchor) ?? anchor)),
  };
}

/** What holds for a member, as words. */
export interface StandingLabel {
  kind: "banned" | "suspended" | "premoderated" | "warned";
  text: string;
}

/** All that holds for a member now. */
export function listStandingLabels(
  standing: Standing,
  { bannedAt, warnedAt }: { bannedAt: Date | null; warnedAt: Date | null },
  { t, day, moment }: RecordFormatter,
): StandingLabel[] {
  const all: StandingLabel[] = [];
  if (bannedAt) all.push({ kind: "banned", text: t("moderation.memberRecord.banned", { day: day(bannedAt) }) });
  if (standing.suspendedUntil)
    all.push({
      kind: "suspended",
      text: t("moderation.memberRecord.suspended", { until: moment(standing.suspendedUntil) }),
    });
  if (standing.premoderated) all.push({ kind: "premoderated", text: t("moderation.memberRecord.premoderated") });
  if (standing.warned && warnedAt)
    all.push({ kind: "warned", text: t("moderation.memberRecord.warned", { day: day(warnedAt) }) });
  return all.map(({ kind, text }) => ({ kind, text: typeset(text) }));
}
