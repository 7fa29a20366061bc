"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { resolveUncertainAction } from "../actions.ts";

interface Props {
  id: number;
  /** All of the issue's, of which the list shows the first. */
  total: number;
  deliveries: { subscriberId: number; name: string }[];
  mayRepeat: boolean;
}

/** The deliveries whose outcome is unknown, with a decision for each and for all. */
export function UncertainDeliveries({ id, total, deliveries, mayRepeat }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(resolveUncertainAction, idleState);
  const buttons = (
    <>
      <button type="submit" name="decision" value="sent" className="button" aria-disabled={pending}>
        {t("sending.uncertain.sent")}
      </button>
      {mayRepeat && (
        <button type="submit" name="decision" value="again" className="button" aria-disabled={pending}>
          {t("sending.uncertain.again")}
        </button>
      )}
    </>
  );
  return (
    <section className="issue-part" aria-labelledby="sending-uncertain">
      <h2 id="sending-uncertain">{t("sending.uncertain.title", { count: total })}</h2>
      <p>{t.typeset("sending.uncertain.text")}</p>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <form action={action} className="sending-decision">
        <input type="hidden" name="id" value={id} />
        <span>{t.typeset("sending.uncertain.all", { count: total })}</span>
        {buttons}
      </form>
      <ul className="sending-list">
        {deliveries.map(({ subscriberId, name }) => (
          <li key={subscriberId}>
            <form action={action} className="sending-decision">
              <input type="hidden" name="id" value={id} />
              <input type="hidden" name="subscriber" value={subscriberId} />
              <strong>{name}</strong>
              {buttons}
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
