import { translator } from "#i18n/translator.ts";
import type { Viewer } from "../viewer.ts";
import { PasswordForm } from "./password-form.client.tsx";
import { RequireRecentSignIn } from "./require-recent-sign-in.tsx";

/** The section of the security page for the password. */
export function PasswordSection({ viewer, hasPassword }: { viewer: Viewer; hasPassword: boolean }) {
  const t = translator();
  const form = (
    <PasswordForm
      hasPassword={hasPassword}
      labels={{
        current: t("account.password.current"),
        password: t("accounts.newPassword"),
        passwordHint: t("accounts.passwordHint"),
        save: t("account.password.save"),
        saved: t("account.password.saved"),
      }}
    />
  );
  // The present password is stronger proof than a recent sign-in.
  if (hasPassword) return form;
  return (
    <RequireRecentSignIn viewer={viewer} hasPassword={false} next="/account/security">
      {form}
    </RequireRecentSignIn>
  );
}
