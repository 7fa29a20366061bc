import { Chart } from "#components/charts/chart.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import type { FeedFigures } from "../queries.ts";

interface Props {
  figures: FeedFigures[];
  /** Of one feed by week, or of all by day. */
  by: "week" | "day";
}

const number = (value: number) => formatNumber(value, { locale: siteLocale() });

/** A day (UTC) as 24/11. */
const shortDay = (day: string) => `${day.slice(8, 10)}/${day.slice(5, 7)}`;

/** New items and failed fetches, by week of one feed or by day of all feeds. */
export function FeedChart({ figures, by }: Props) {
  const t = translator();
  return (
    <Chart
      id="feeds-chart"
      title={t(`sources.chart.${by}`)}
      description={t("sources.chart.text")}
      categories={figures.map(({ day }) => shortDay(day))}
      series={[
        { name: t("sources.chart.items"), values: figures.map(({ items }) => items) },
        { name: t("sources.chart.failures"), values: figures.map(({ failures }) => failures) },
      ]}
      kind="line"
      formatValue={number}
      labels={{ table: t("charts.table"), category: t(`sources.chart.from.${by}`), none: t("sources.chart.none") }}
    />
  );
}
