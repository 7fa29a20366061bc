import type { Metadata } from "next";
import { MailedLinkPage } from "#app/(member)/mailed-link-page.tsx";
import { MailedLinkForm } from "#features/auth/components/mailed-link-form.client.tsx";
import { choosePassword, sendPasswordReset } from "#features/auth/registration/actions.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.reset.title"), robots: { index: false }, referrer: "same-origin" };
}

export default async function PasswordPage({ searchParams }: PageProps<"/login/password">) {
  const t = translator();
  return MailedLinkPage({
    searchParams,
    path: "/login/password",
    texts: {
      title: t("accounts.reset.title"),
      press: t("accounts.reset.instructions"),
      ask: t.typeset("accounts.reset.request"),
    },
    send: sendPasswordReset,
    children: (link) => (
      <MailedLinkForm
        action={choosePassword}
        {...link}
        labels={{
          submit: t("accounts.reset.submit"),
          password: t("accounts.newPassword"),
          passwordHint: t("accounts.passwordHint"),
        }}
      />
    ),
  });
}
