import { translator } from "#i18n/translator.ts";
import { resumeAction, unsubscribeAction } from "../preferences/actions.ts";
import type { Subscription } from "../preferences/loaders.ts";
import { SubscriberButton } from "./subscriber-button.client.tsx";

/** The end of a subscription: its button, and once it has ended the way back. */
export function SubscriptionEnd({ subscription, strong }: { subscription: Subscription; strong?: boolean }) {
  const t = translator();
  const { token, state, address } = subscription;
  if (state === "active")
    return (
      <SubscriberButton
        action={unsubscribeAction}
        token={token}
        label={t("subscription.end.submit")}
        {...(strong && { variant: "strong" })}
      />
    );
  return (
    <div className="subscription-ended">
      <p role="status">{t.typeset("subscription.end.done", { address })}</p>
      {state === "ended" ? (
        <SubscriberButton action={resumeAction} token={token} label={t.typeset("subscription.end.undo")} />
      ) : (
        <p>
          {t.typeset("subscription.end.suppressed")} <a href="/newsletter">{t("subscription.confirm.again")}</a>
        </p>
      )}
    </div>
  );
}
