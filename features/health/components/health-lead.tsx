import { translator } from "#i18n/translator.ts";
import { periods } from "../history/rules.ts";
import type { HealthView } from "../loaders.ts";
import { formatClock } from "../wording/figures.ts";
import { isStale } from "../wording/verdict.ts";

/** Above the title: when the site was examined, and the choice of the time that is shown. */
export function HealthLead({ view: { examination, period, style, now } }: { view: HealthView }) {
  const t = translator();
  const { checkedAt } = examination;
  return (
    <div className="health-lead">
      <p>
        {checkedAt === null
          ? t("health.leadFirst")
          : t.typeset(isStale(examination, now) ? "health.leadStale" : "health.lead", {
              time: formatClock(checkedAt, style),
            })}{" "}
        <a href={`/admin/health?period=${period}`} className="without-script">
          {t("health.reload")}
        </a>
      </p>
      <nav aria-label={t("health.periods.label")}>
        {periods.map((one) => (
          <a key={one} href={`/admin/health?period=${one}`} aria-current={one === period ? "page" : undefined}>
            {t.typeset(`health.periods.${one}`)}
          </a>
        ))}
      </nav>
    </div>
  );
}
