import "#features/auth/components/auth.css";
import type { ReactNode } from "react";
import { FormPage } from "#app/(member)/form-page.tsx";
import { PasskeySignIn } from "#features/auth/components/passkey-sign-in.client.tsx";
import { ProviderButtons } from "#features/auth/components/provider-buttons.tsx";
import { SignInForm } from "#features/auth/components/sign-in-form.client.tsx";
import { preparePasskeySignIn, signInWithPasskey } from "#features/auth/passkeys/actions.ts";
import { translator } from "#i18n/translator.ts";

interface Props {
  /** A message above the forms. */
  alert?: ReactNode;
  /** Further links, after those to the other ways to sign in. */
  moreLinks?: { href: string; label: string }[];
}

/** The sign-in page. Its forms are sent to its own address, which carries the destination (`readDestination`). */
export function SignInPage({ alert, moreLinks = [] }: Props) {
  const t = translator();
  return (
    <FormPage
      title={t("signIn.title")}
      links={[
        { href: "/register", label: t("accounts.toRegister"), keepsNext: true },
        { href: "/login/link", label: t("accounts.toMagic"), keepsNext: true },
        { href: "/login/password", label: t("accounts.toReset"), keepsNext: true },
        ...moreLinks,
      ]}
    >
      {alert}
      <SignInForm labels={{ email: t("signIn.email"), password: t("signIn.password"), submit: t("signIn.submit") }} />
      <div className="sign-in-alternatives">
        <PasskeySignIn
          prepare={preparePasskeySignIn}
          signIn={signInWithPasskey}
          labels={{
            submit: t("signIn.passkey"),
            cancelled: t("signIn.passkeyCancelled"),
            unsupported: t("errors.passkey.script"),
          }}
        />
        <ProviderButtons />
      </div>
    </FormPage>
  );
}
