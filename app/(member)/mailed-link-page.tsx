import type { ComponentProps, ReactNode } from "react";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { RequestLinkForm } from "#features/auth/components/request-link-form.client.tsx";
import { safeDestination } from "#features/auth/sign-in/destination.ts";
import { translator } from "#i18n/translator.ts";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
  /** Its own address, for asking again. */
  path: string;
  texts: { title: string; press: string; ask: string };
  /** Sends the letter. */
  send: ComponentProps<typeof RequestLinkForm>["action"];
  /** The form behind the link, for the token that it carries. */
  children: (link: { token: string; next: string }) => ReactNode;
}

/** Behind a mailed link: a button, because mail scanners open links. Without one: the way to have it sent. */
export async function MailedLinkPage({ searchParams, path, texts, send, children }: Props) {
  const given = await searchParams;
  const next = safeDestination(given.next);
  const token = singleParam(given.token);
  const t = translator();
  if (token) {
    return (
      <FormPage title={texts.title} lead={texts.press} links={[{ href: path, label: t("accounts.requestAnother") }]}>
        {children({ token, next })}
      </FormPage>
    );
  }
  return (
    <FormPage title={texts.title} lead={texts.ask} links={[{ href: "/login", label: t("accounts.toSignIn") }]}>
      <RequestLinkForm
        action={send}
        next={next}
        labels={{ email: t("accounts.email"), submit: t("accounts.send"), sent: t.typeset("accounts.mailSent") }}
      />
    </FormPage>
  );
}
