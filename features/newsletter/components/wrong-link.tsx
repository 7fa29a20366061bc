import { RequestLinkForm } from "#features/auth/components/request-link-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { requestPreferencesLinkAction } from "../preferences/actions.ts";

/** In place of a subscriber's page whose link is wrong or missing: a form to have a new one sent. */
export function WrongLink({ given }: { given: boolean }) {
  const t = translator();
  return (
    <>
      <p className="form-note">
        {given
          ? `${t.typeset("errors.subscription.link.wrong")} ${t.typeset("subscription.link.askInstead")}`
          : t.typeset("subscription.link.ask")}
      </p>
      <RequestLinkForm
        action={requestPreferencesLinkAction}
        next=""
        labels={{
          email: t("accounts.email"),
          submit: t("subscription.link.submit"),
          sent: t.typeset("subscription.link.sent"),
        }}
      />
    </>
  );
}
