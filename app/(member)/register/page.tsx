import type { Metadata } from "next";
import { FormPage, withNext } from "#app/(member)/form-page.tsx";
import { RegisterForm } from "#features/auth/components/register-form.client.tsx";
import { safeDestination } from "#features/auth/sign-in/destination.ts";
import { translator } from "#i18n/translator.ts";
import { createFormToken } from "#lib/form-age-token.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.register.title"), robots: { index: false } };
}

export default async function RegisterPage({ searchParams }: PageProps<"/register">) {
  const next = safeDestination((await searchParams).next);
  const t = translator();
  return (
    <FormPage
      title={t("accounts.register.title")}
      lead={t("accounts.register.lead")}
      links={[{ href: withNext("/login", next), label: t("accounts.register.signIn") }]}
    >
      <RegisterForm
        next={next}
        opened={createFormToken()}
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
