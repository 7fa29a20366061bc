import { siteLocale, translator } from "#i18n/translator.ts";
import type { countSubscribers } from "../subscriber-admin/queries.ts";

type Counts = Awaited<ReturnType<typeof countSubscribers>>;

/** How many subscriptions there are: by state, and the active ones by rhythm and topic. */
export function SubscriberCounts({ counts }: { counts: Counts }) {
  const t = translator();
  const format = new Intl.NumberFormat(siteLocale());
  const figures = [
    [t("subscribers.counts.active"), counts.active],
    [t("subscription.rhythm.monthly"), counts.monthly],
    [t("subscription.rhythm.weekly"), counts.weekly],
    [t("subscribers.counts.alerts"), counts.alerts],
    [t("subscribers.counts.ended"), counts.ended],
    [t("subscribers.counts.suppressed"), counts.suppressed],
    ...counts.topics.map(({ name, count }) => [name, count] as const),
  ] as const;
  return (
    <dl className="subscriber-counts">
      {figures.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{format.format(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
