import type { Metadata } from "next";
import { FormPage, one } from "#app/(member)/form-page.tsx";
import { LetterForm } from "#features/members/components/letter-form.client.tsx";
import { LinkForm } from "#features/members/components/link-form.client.tsx";
import { confirm, sendConfirmation } from "#features/members/registration/actions.ts";
import { safeDestination } from "#features/members/sign-in/destination.ts";
import { translator } from "#i18n/translator.ts";

export const instant = false;

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.confirm.title"), robots: { index: false }, referrer: "same-origin" };
}

/** Behind the mailed link: a button, because mail scanners open links. Without one: the way to have it sent. */
export default async function ConfirmPage({ searchParams }: PageProps<"/confirm">) {
  const { next: wanted, token: given } = await searchParams;
  const next = safeDestination(wanted);
  const token = one(given);
  const t = translator();
  if (token) {
    return (
      <FormPage
        title={t("accounts.confirm.title")}
        lead={t("accounts.confirm.press")}
        links={[{ href: "/confirm", label: t("accounts.another") }]}
      >
        <LinkForm action={confirm} token={token} next={next} labels={{ submit: t("accounts.confirm.submit") }} />
      </FormPage>
    );
  }
  return (
    <FormPage
      title={t("accounts.confirm.title")}
      lead={t("accounts.confirm.ask")}
      links={[{ href: "/login", label: t("accounts.toSignIn") }]}
    >
      <LetterForm
        action={sendConfirmation}
        next={next}
        labels={{ email: t("accounts.email"), submit: t("accounts.send"), sent: t("accounts.letterSent") }}
      />
    </FormPage>
  );
}
