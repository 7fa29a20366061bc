import { ConfirmedButton } from "#components/ui/confirmed-button.client.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { endSubscriptionAction } from "../subscriber-admin/actions.ts";
import type { listSubscribers } from "../subscriber-admin/queries.ts";

type Subscriber = Awaited<ReturnType<typeof listSubscribers>>["subscribers"][number];

/** Subscribers with their state; an administrator can end a subscription and export its consents, and change no choice. */
export function SubscriberList({ subscribers }: { subscribers: Subscriber[] }) {
  const t = translator();
  return (
    <ul className="subscriber-list">
      {subscribers.map(({ id, address, state, rhythm, alerts, confirmedAt, endedAt }) => (
        <li key={id}>
          <div>
            <p>{address}</p>
            <p className="admin-detail">
              {t.typeset(`subscribers.states.${state}`)} · {t.typeset(`subscription.rhythm.${rhythm}`)}
              {alerts && ` · ${t("subscribers.counts.alerts")}`} ·{" "}
              <FormattedDate at={state === "active" ? confirmedAt : (endedAt ?? confirmedAt)} style="short" />
            </p>
          </div>
          <div className="subscriber-actions">
            <a
              className="button"
              href={`/admin/newsletter/subscribers/${id}/consents`}
              download
              aria-label={t("subscribers.exportOf", { address: address ?? "" })}
            >
              {t("subscribers.export")}
            </a>
            <ConfirmedButton
              action={endSubscriptionAction}
              id={String(id)}
              label={t("subscribers.end")}
              accessibleLabel={t("subscribers.endOf", { address: address ?? "" })}
              text={t.typeset("subscribers.endText", { address: address ?? "" })}
              confirm={t("subscribers.endConfirm")}
              done={state === "active" ? undefined : t.typeset("subscribers.ended", { address: address ?? "" })}
              isOffered={state === "active"}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
