import type { Metadata } from "next";
import { MailedLinkPage } from "#app/(member)/mailed-link-page.tsx";
import { MailedLinkForm } from "#features/auth/components/mailed-link-form.client.tsx";
import { sendMagicLink, signInWithLink } from "#features/auth/registration/actions.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.magic.title"), robots: { index: false }, referrer: "same-origin" };
}

export default async function LinkPage({ searchParams }: PageProps<"/login/link">) {
  const t = translator();
  return MailedLinkPage({
    searchParams,
    path: "/login/link",
    texts: {
      title: t("accounts.magic.title"),
      press: t("accounts.magic.instructions"),
      ask: t.typeset("accounts.magic.request"),
    },
    send: sendMagicLink,
    children: (link) => (
      <MailedLinkForm action={signInWithLink} {...link} labels={{ submit: t("accounts.magic.submit") }} />
    ),
  });
}
