import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { signOutHere } from "../sign-in/actions.ts";

/** What the sign-in page shows to a signed-in member: their name and a sign-out button. */
export function AlreadySignedIn({ name }: { name: string }) {
  const t = translator();
  return (
    <div className="form">
      <p>{t("signIn.signedInAs", { name })}</p>
      <div className="form-actions">
        <a href="/account" className="button button-strong">
          {t("signIn.account")}
        </a>
        <ButtonForm action={signOutHere} label={t("signIn.signOut")} />
      </div>
    </div>
  );
}
