import type { Metadata } from "next";
import { FormPage, one } from "#app/(member)/form-page.tsx";
import { LetterForm } from "#features/members/components/letter-form.client.tsx";
import { LinkForm } from "#features/members/components/link-form.client.tsx";
import { sendMagicLink, signInWithLink } from "#features/members/registration/actions.ts";
import { safeDestination } from "#features/members/sign-in/destination.ts";
import { translator } from "#i18n/translator.ts";

export const instant = false;

export function generateMetadata(): Metadata {
  return { title: translator()("accounts.magic.title"), robots: { index: false }, referrer: "same-origin" };
}

/** Behind the mailed link: a button, because mail scanners open links. Without one: the way to have it sent. */
export default async function LinkPage({ searchParams }: PageProps<"/login/link">) {
  const { next: wanted, token: given } = await searchParams;
  const next = safeDestination(wanted);
  const token = one(given);
  const t = translator();
  if (token) {
    return (
      <FormPage
        title={t("accounts.magic.title")}
        lead={t("accounts.magic.press")}
        links={[{ href: "/login/link", label: t("accounts.another") }]}
      >
        <LinkForm action={signInWithLink} token={token} next={next} labels={{ submit: t("accounts.magic.submit") }} />
      </FormPage>
    );
  }
  return (
    <FormPage
      title={t("accounts.magic.title")}
      lead={t("accounts.magic.ask")}
      links={[{ href: "/login", label: t("accounts.toSignIn") }]}
    >
      <LetterForm
        action={sendMagicLink}
        next={next}
        labels={{ email: t("accounts.email"), submit: t("accounts.send"), sent: t("accounts.letterSent") }}
      />
    </FormPage>
  );
}
