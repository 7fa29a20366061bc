import { ConfirmedButton } from "#components/ui/confirmed-button.client.tsx";
import type { ClaimableComments } from "#features/members/guest-comments/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { claimCommentsAction } from "../guests/actions.ts";
import "#components/ui/confirmed-button.css";

/** On the account page: the comments of the old site that were written with the member's address, with the button to claim them. */
export function ClaimComments({ count, names, name }: ClaimableComments & { name: string }) {
  const t = translator();
  const signatures = new Intl.ListFormat(siteLocale(), { type: "conjunction" }).format(
    names.map((signature) => t.typeset("account.claim.signature", { name: signature })),
  );
  return (
    <>
      <p>
        {t.typeset("account.claim.found", { count })}
        {names.length > 0 && ` ${t.typeset("account.claim.names", { count, names: signatures })}`}
      </p>
      <p className="mb-3">{t.typeset("account.claim.effect", { count, name })}</p>
      <ConfirmedButton
        action={claimCommentsAction}
        label={t("account.claim.open", { count })}
        text={t.typeset("account.claim.sure")}
        confirm={t("account.claim.submit", { count })}
        done={undefined}
      />
    </>
  );
}
