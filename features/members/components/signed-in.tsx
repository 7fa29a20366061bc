import { translator } from "#i18n/translator.ts";
import { signOutHere } from "../sign-in/actions.ts";

/** What the sign-in page shows to somebody who is signed in: who, and the way out. A plain form. */
export function SignedIn({ name }: { name: string }) {
  const t = translator();
  return (
    <form action={signOutHere} className="form">
      <p>{t("signIn.as", { name })}</p>
      <div className="form-foot">
        <a href="/account" className="button button-strong">
          {t("signIn.account")}
        </a>
        <button type="submit" className="button">
          {t("signIn.out")}
        </button>
      </div>
    </form>
  );
}
