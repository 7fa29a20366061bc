import { ConfirmedButton } from "#components/ui/confirmed-button.client.tsx";
import { translator } from "#i18n/translator.ts";
import { declineExpertiseAction } from "../actions.ts";
import "#components/ui/confirmed-button.css";

/** On the account page: the badge that the newsroom granted, with the button to decline it. */
export function AccountBadge({ expertise }: { expertise: string }) {
  const t = translator();
  return (
    <>
      <p className="mb-3">{t.typeset("experts.own.text", { expertise })}</p>
      <ConfirmedButton
        action={declineExpertiseAction}
        label={t("experts.own.decline")}
        text={t.typeset("experts.own.declineHint")}
        confirm={t("experts.own.decline")}
        done={undefined}
      />
    </>
  );
}
