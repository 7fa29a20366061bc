import { Chart } from "#components/charts/chart.tsx";
import { HeatMap } from "#components/charts/heat-map.tsx";
import { formatWait } from "#features/transparency/report/report-text.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { formatNumber } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";
import type { loadModerationStats } from "../loaders.ts";

type Stats = Awaited<ReturnType<typeof loadModerationStats>>;

const formatCount = (value: number) => formatNumber(value, { locale: siteLocale() });
const formatAverage = (value: number) => formatNumber(value, { locale: siteLocale(), decimals: value < 10 ? 1 : 0 });
const localeTag = () => intlTags[siteLocale()];

/** Formats a day: "24 nov.". */
function dayName(day: string): string {
  return new Intl.DateTimeFormat(localeTag(), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T12:00:00Z`),
  );
}

/** The short weekday names from Monday: 5 January 1970 was a Monday. */
function weekdays(): string[] {
  const format = new Intl.DateTimeFormat(localeTag(), { weekday: "short", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, n) => format.format(new Date(Date.UTC(1970, 0, 5 + n))));
}

/** The charts of moderation: comments, decisions, the queue and waits. */
export function ModerationCharts({ stats }: { stats: Stats }) {
  const t = translator();
  const { days, queueNow, zone } = stats;
  const hourNames = Array.from({ length: 24 }, (_, hour) =>
    t("moderationStats.hourName", { hour: String(hour).padStart(2, "0") }),
  );
  const dayNames = days.map(({ day }) => dayName(day));
  const labels = {
    table: t.typeset("charts.table"),
    category: t.typeset("moderationStats.day"),
    none: t.typeset("moderationStats.nothing"),
  };
  const heat = {
    table: t.typeset("charts.table"),
    corner: t.typeset("moderationStats.hour"),
    none: t.typeset("moderationStats.nothing"),
  };
  const ages = (["hour", "hours", "day", "days", "older"] as const).map((age) =>
    t.typeset(`moderationStats.queueAges.${age}`),
  );
  return (
    <>
      <dl className="stats-now">
        <Figure term={t("moderationStats.waiting")} value={formatCount(queueNow.waiting)} />
        <Figure
          term={t("moderationStats.medianAge")}
          value={queueNow.median === null ? "–" : formatWait(queueNow.median)}
        />
        <Figure
          term={t("moderationStats.oldest")}
          value={queueNow.oldest === null ? "–" : formatWait(queueNow.oldest)}
        />
        <Figure term={t("moderationStats.today")} value={formatCount(days.at(-1)?.comments ?? 0)} />
      </dl>
      <p className="stats-zone">{t.typeset("moderationStats.zone", { zone })}</p>
      <div className="stats-charts">
        <Chart
          id="volume"
          title={t("moderationStats.volume")}
          description={t("moderationStats.volumeText")}
          categories={dayNames}
          series={[{ name: t("moderationStats.comments"), values: days.map(({ comments }) => comments) }]}
          formatValue={formatCount}
          labels={labels}
        />
        <Chart
          id="decisions"
          title={t("moderationStats.decisions")}
          description={t("moderationStats.decisionsText")}
          categories={dayNames}
          series={[
            { name: t("transparency.byPeople"), values: days.map(({ byPeople }) => byPeople) },
            { name: t("transparency.automatic"), values: days.map(({ byRules }) => byRules) },
          ]}
          formatValue={formatCount}
          labels={labels}
        />
        <Chart
          id="wait"
          kind="line"
          title={t("moderationStats.wait")}
          description={t("moderationStats.waitText")}
          categories={dayNames}
          series={[{ name: t("transparency.median"), values: days.map(({ wait }) => wait) }]}
          formatValue={(value) => formatWait(value)}
          labels={labels}
        />
        <Chart
          id="queue"
          kind="line"
          title={t("moderationStats.queue")}
          description={t("moderationStats.queueText")}
          categories={dayNames}
          series={[
            { name: t("moderationStats.oldest"), values: days.map(({ queue }) => queue?.oldest ?? null) },
            { name: t("moderationStats.medianAge"), values: days.map(({ queue }) => queue?.median ?? null) },
          ]}
          formatValue={(value) => formatWait(value)}
          labels={labels}
        />
        <Chart
          id="ages"
          title={t("moderationStats.queueNow")}
          description={t("moderationStats.queueNowText")}
          categories={ages}
          series={[{ name: t("moderationStats.waiting"), values: queueNow.ages }]}
          formatValue={formatCount}
          labels={{ ...labels, category: t("moderationStats.age"), none: t("moderationStats.noQueue") }}
        />
        <HeatMap
          id="week"
          title={t("moderationStats.week")}
          description={t("moderationStats.weekText")}
          rows={weekdays()}
          columns={hourNames}
          values={stats.comments}
          formatValue={formatAverage}
          labels={heat}
        />
        <HeatMap
          id="week-decisions"
          title={t("moderationStats.weekDecisions")}
          description={t("moderationStats.weekDecisionsText")}
          rows={weekdays()}
          columns={hourNames}
          values={stats.decisions}
          formatValue={formatAverage}
          labels={heat}
        />
        <HeatMap
          id="week-wait"
          title={t("moderationStats.weekWait")}
          description={t("moderationStats.weekWaitText")}
          rows={weekdays()}
          columns={hourNames}
          values={stats.weekWaits}
          formatValue={(value) => formatWait(value)}
          labels={heat}
        />
        <HeatMap
          id="week-queue"
          title={t("moderationStats.weekQueue")}
          description={t.typeset("moderationStats.weekQueueText")}
          rows={weekdays()}
          columns={hourNames}
          values={stats.weekQueue}
          formatValue={(value) => formatWait(value)}
          labels={heat}
        />
      </div>
    </>
  );
}

function Figure({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{typeset(term)}</dt>
      <dd>{typeset(value)}</dd>
    </div>
  );
}
