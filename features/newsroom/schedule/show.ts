import { refusalSentences } from "#i18n/refusals.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { clockAt, formatDate, isoWithZone } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import type { ShownPlan } from "../components/form/plan.ts";
import type { ArticlePlan } from "./queries.ts";

/** A plan in the site's language and by its clock. */
export function showPlan({ publishAt, by, refusal }: ArticlePlan, zone: string): ShownPlan {
  const t = translator();
  const when = (at: Date) => formatDate(at, { locale: siteLocale(), zone, style: "full" });
  const exact = isoWithZone(publishAt, zone).slice(0, 19);
  const local = exact.endsWith(":00") ? exact.slice(0, 16) : exact;
  const shown = clockAt(local, zone);
  const sentence = by
    ? t("newsroom.plan.by", { when: when(publishAt), name: by })
    : t("newsroom.plan.at", { when: when(publishAt) });
  const first = shown?.kind === "twice" && shown.at.getTime() === publishAt.getTime();
  return {
    local: refusal ? "" : local,
    said: typeset(sentence),
    twice: first && !refusal ? typeset(t("newsroom.plan.twice")) : null,
    refusal: refusal
      ? typeset(
          t("newsroom.plan.refused", {
            when: when(publishAt),
            why: refusalSentences({
              ok: false,
              code: refusal.code,
              ...(refusal.fields ? { fields: refusal.fields } : {}),
            }).join(" "),
          }),
        )
      : null,
  };
}
