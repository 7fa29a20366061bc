import { Fact } from "#components/ui/fact.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { FeedDetails, FeedFigures, listFailingDays } from "../queries.ts";
import { isOverdue } from "../rules.ts";
import { describeFailure } from "./describe-failure.ts";
import { FeedChart } from "./feed-charts.tsx";
import { FeedStatusText } from "./feed-list.tsx";

interface Props {
  details: FeedDetails;
  weeks: FeedFigures[];
  failingDays: Awaited<ReturnType<typeof listFailingDays>>;
}

/** The health of a feed: its state, its last error in words, the chart, and the days on which it failed. */
export function FeedHealth({ details, weeks, failingDays }: Props) {
  const t = translator();
  const { feed, state, websub } = details;
  const isTroubled = feed.status === "gone" || (feed.status === "active" && (state?.failures ?? 0) > 0);
  const date = (at: Date | null | undefined) => (at ? <FormattedDate at={at} style="long" /> : t("sources.list.never"));
  return (
    <section className="feed-section" aria-labelledby="health">
      <h2 id="health">{t("sources.health.title")}</h2>
      {isTroubled && state?.failure && (
        <div className="feed-failure" role="note">
          <p>{describeFailure(state.failure)}</p>
          {state.failure.detail && (
            <p className="admin-detail">
              {t.typeset("sources.health.detail")} <code>{state.failure.detail}</code>
            </p>
          )}
        </div>
      )}
      <dl className="feed-facts">
        <Fact name={t("sources.list.column.status")}>
          <FeedStatusText status={feed.status} isTroubled={isTroubled} />
        </Fact>
        <Fact name={t("sources.list.column.success")}>{date(state?.succeededAt)}</Fact>
        <Fact name={t("sources.health.lastFetch")}>{date(state?.fetchedAt)}</Fact>
        <Fact name={t("sources.health.lastChange")}>{date(state?.changedAt)}</Fact>
        <Fact name={t("sources.list.column.nextFetch")}>
          {feed.status === "active" && state?.nextAt
            ? state.nextAt.getTime() <= Date.now()
              ? t(isOverdue(state.nextAt) ? "sources.list.overdue" : "sources.list.soon")
              : date(state.nextAt)
            : "–"}
        </Fact>
        <Fact name={t("sources.health.interval")}>
          {feed.intervalMinutes === null
            ? t("sources.health.automatic", toPeriod((state?.intervalSeconds ?? 3_600) / 60, false))
            : t("sources.health.minutes", toPeriod(feed.intervalMinutes, true))}
        </Fact>
        <Fact name={t("sources.health.websub")}>
          {websub
            ? t(`sources.websub.${websub.state}`)
            : t(state?.hubUrl ? "sources.websub.offered" : "sources.websub.none")}
          {websub?.lastPingAt && <span className="admin-detail">{date(websub.lastPingAt)}</span>}
        </Fact>
      </dl>
      <FeedChart figures={weeks} by="week" />
      {failingDays.length > 0 && (
        <details className="feed-failing-days">
          <summary>{t("sources.health.history")}</summary>
          <ul>
            {failingDays.map(({ day, failures, fetches }) => (
              <li key={day}>
                <time dateTime={day}>{day}</time> : {t("sources.health.failedOf", { failures, fetches })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** An interval as a sentence counts it: from two hours on in hours, an approximate one in rounded hours. */
const toPeriod = (minutes: number, isExact: boolean) =>
  minutes < 120 || (isExact && minutes % 60 !== 0)
    ? { unit: "minutes", count: Math.round(minutes) }
    : { unit: "hours", count: Math.round(minutes / 60) };
