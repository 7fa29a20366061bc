import type { Metadata } from "next";
import { FormPage } from "#app/(member)/form-page.tsx";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("subscription.sent.title"), robots: { index: false } };
}

/** After a sign-up without JavaScript: the same for any address. */
export default function SignupSentPage() {
  const t = translator();
  return (
    <FormPage
      title={t("subscription.sent.title")}
      lead={t.typeset("subscription.sent.page")}
      links={[{ href: "/", label: t("subscription.sent.home") }]}
    />
  );
}
