import type { Metadata } from "next";
import { FormPage } from "#app/(member)/form-page.tsx";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.sent.title"), robots: { index: false } };
}

/** The same for everybody who registered: nothing here reveals whether the address was new. */
export default function SentPage() {
  const t = translator();
  return (
    <FormPage
      title={t("accounts.sent.title")}
      lead={t.typeset("accounts.sent.lead")}
      links={[
        { href: "/confirm", label: t.typeset("accounts.sent.again") },
        { href: "/login", label: t("accounts.toSignIn") },
      ]}
    />
  );
}
