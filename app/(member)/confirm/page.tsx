import type { Metadata } from "next";
import { MailedLinkPage } from "#app/(member)/mailed-link-page.tsx";
import { MailedLinkForm } from "#features/auth/components/mailed-link-form.client.tsx";
import { confirmEmailAction, sendConfirmation } from "#features/auth/registration/actions.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.confirm.title"), robots: { index: false }, referrer: "same-origin" };
}

export default async function ConfirmPage({ searchParams }: PageProps<"/confirm">) {
  const t = translator();
  return MailedLinkPage({
    searchParams,
    path: "/confirm",
    texts: {
      title: t("accounts.confirm.title"),
      press: t.typeset("accounts.confirm.instructions"),
      ask: t.typeset("accounts.confirm.request"),
    },
    send: sendConfirmation,
    children: (link) => (
      <MailedLinkForm action={confirmEmailAction} {...link} labels={{ submit: t("accounts.confirm.submit") }} />
    ),
  });
}
