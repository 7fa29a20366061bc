import type { Executor } from "#db/client.ts";
import { settings } from "#db/schema/site.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { type Settings, settingsSchema } from "./schema.ts";

/** All settings: what is stored, else the preset. A stored value that no longer fits (an older version's) counts as unset. */
export async function readSettings(db: Executor, locale: Locale = siteLocale()): Promise<Settings> {
  const rows = await db.select({ key: settings.key, value: settings.value }).from(settings);
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const t = translator(locale);
  const value = <T>(
    key: keyof Settings,
    schema: { safeParse(input: unknown): { data?: T }; parse(input: unknown): T },
  ) => schema.safeParse(stored.get(key)).data ?? schema.parse(undefined);
  return {
    "site.name": value("site.name", settingsSchema["site.name"]),
    "site.tagline": value("site.tagline", settingsSchema["site.tagline"]) || t("settings.presets.tagline"),
    "site.description":
      value("site.description", settingsSchema["site.description"]) || t("settings.presets.description"),
    "site.zone": value("site.zone", settingsSchema["site.zone"]),
    "site.lateHydration": value("site.lateHydration", settingsSchema["site.lateHydration"]),
    "comments.newcomer": value("comments.newcomer", settingsSchema["comments.newcomer"]),
    "comments.closeAfterDays": value("comments.closeAfterDays", settingsSchema["comments.closeAfterDays"]),
    "comments.longest": value("comments.longest", settingsSchema["comments.longest"]),
    "moderation.links": value("moderation.links", settingsSchema["moderation.links"]),
    "moderation.bannedWords": value("moderation.bannedWords", settingsSchema["moderation.bannedWords"]),
    "moderation.suspectWords": value("moderation.suspectWords", settingsSchema["moderation.suspectWords"]),
    "moderation.repeatHours": value("moderation.repeatHours", settingsSchema["moderation.repeatHours"]),
    "moderation.repeatAlike": value("moderation.repeatAlike", settingsSchema["moderation.repeatAlike"]),
    "moderation.repeatWords": value("moderation.repeatWords", settingsSchema["moderation.repeatWords"]),
    "moderation.domainDecisions": value("moderation.domainDecisions", settingsSchema["moderation.domainDecisions"]),
    "moderation.domainRefused": value("moderation.domainRefused", settingsSchema["moderation.domainRefused"]),
    "moderation.pastDays": value("moderation.pastDays", settingsSchema["moderation.pastDays"]),
    "moderation.pastRefusals": value("moderation.pastRefusals", settingsSchema["moderation.pastRefusals"]),
    "moderation.pastRefused": value("moderation.pastRefused", settingsSchema["moderation.pastRefused"]),
    "moderation.spamScore": value("moderation.spamScore", settingsSchema["moderation.spamScore"]),
    "moderation.spamExamples": value("moderation.spamExamples", settingsSchema["moderation.spamExamples"]),
    "reports.hideAt": value("reports.hideAt", settingsSchema["reports.hideAt"]),
    "reports.prior": value("reports.prior", settingsSchema["reports.prior"]),
    "reports.abuseCounts": value("reports.abuseCounts", settingsSchema["reports.abuseCounts"]),
    "reports.perHour": value("reports.perHour", settingsSchema["reports.perHour"]),
    "notices.forgetDays": value("notices.forgetDays", settingsSchema["notices.forgetDays"]),
    "ratings.trustedDays": value("ratings.trustedDays", settingsSchema["ratings.trustedDays"]),
    "ratings.youngDays": value("ratings.youngDays", settingsSchema["ratings.youngDays"]),
    "ratings.youngVotes": value("ratings.youngVotes", settingsSchema["ratings.youngVotes"]),
    "ratings.youngHours": value("ratings.youngHours", settingsSchema["ratings.youngHours"]),
    "ratings.burstMinutes": value("ratings.burstMinutes", settingsSchema["ratings.burstMinutes"]),
    "ratings.burstVotes": value("ratings.burstVotes", settingsSchema["ratings.burstVotes"]),
    "ratings.burstOdds": value("ratings.burstOdds", settingsSchema["ratings.burstOdds"]),
    "comments.reaction":
      value("comments.reaction", settingsSchema["comments.reaction"]) || t("settings.presets.reaction"),
    "related.count": value("related.count", settingsSchema["related.count"]),
    "pages.privacy": value("pages.privacy", settingsSchema["pages.privacy"]),
    "pages.legal": value("pages.legal", settingsSchema["pages.legal"]),
    "pages.rules": value("pages.rules", settingsSchema["pages.rules"]),
  };
}
