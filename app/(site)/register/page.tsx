import type { Metadata } from "next";
import { FormPage } from "#app/(member)/form-page.tsx";
import { RegisterForm } from "#features/auth/components/register-form.client.tsx";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.register.title"), robots: { index: false } };
}

/** The same for everyone: its address carries the destination and the time at which the form was opened. */
export default function RegisterPage() {
  const t = translator();
  return (
    <FormPage
      title={t("accounts.register.title")}
      lead={t("accounts.register.lead")}
      links={[{ href: "/login", label: t("accounts.register.signIn"), keepsNext: true }]}
    >
      <RegisterForm
        labels={{
          name: t("accounts.name"),
          nameHint: t("accounts.nameHint"),
          email: t("accounts.email"),
          password: t("accounts.password"),
          passwordHint: t("accounts.passwordHint"),
          submit: t("accounts.register.submit"),
          trap: t("accounts.register.honeypot"),
        }}
      />
    </FormPage>
  );
}
