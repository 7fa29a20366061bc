import type { Metadata } from "next";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { MailedLinkForm } from "#features/auth/components/mailed-link-form.client.tsx";
import { confirmEmailChangeAction } from "#features/auth/credentials/actions.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("account.newEmail.title"), robots: { index: false }, referrer: "same-origin" };
}

/** The page of the link mailed to a new address. Its owner need not be signed in in this browser. */
export default async function ConfirmAddressPage({ searchParams }: PageProps<"/account/mail/confirm">) {
  const search = await searchParams;
  const token = singleParam(search.token);
  const t = translator();
  const lead = token ? "confirm" : singleParam(search.done) ? "done" : "start";
  return (
    <FormPage
      title={t("account.newEmail.title")}
      lead={t(`account.newEmail.${lead}`)}
      links={[{ href: "/account/mail", label: t("account.newEmail.back") }]}
    >
      {token && (
        <MailedLinkForm
          action={confirmEmailChangeAction}
          token={token}
          next="/"
          labels={{ submit: t("account.newEmail.submit") }}
        />
      )}
    </FormPage>
  );
}
