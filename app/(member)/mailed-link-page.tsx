import type { ComponentProps, ReactNode } from "react";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { RequestLinkForm } from "#features/auth/components/request-link-form.client.tsx";
import { safeDestination } from "#features/auth/sign-in/destination.ts";
import { translator } from "#i18n/translator.ts";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
  /** Its own address, to request the link again. */
  path: string;
  texts: { title: string; press: string; ask: string };
  /** Sends the mail. */
  send: ComponentProps<typeof RequestLinkForm>["action"];
  /** The form of a valid link, for its token. */
  children: (link: { token: string; next: string }) => ReactNode;
}

/**
 * The page of a mailed link: a button, because mail scanners open links. Without a token: a form to have the link sent.
 */
export async function MailedLinkPage({ searchParams, path, texts, send, children }: Props) {
  const search = await searchParams;
  const next = safeDestination(search.next);
  const token = singleParam(search.token);
  const t = translator();
  if (token) {
    return (
      <FormPage
        title={texts.title}
        lead={texts.press}
        links={[{ href: path, label: t("accounts.requestAnother"), keepsNext: true }]}
      >
        {children({ token, next })}
      </FormPage>
    );
  }
  return (
    <FormPage
      title={texts.title}
      lead={texts.ask}
      links={[{ href: "/login", label: t("accounts.toSignIn"), keepsNext: true }]}
    >
      <RequestLinkForm
        action={send}
        next={next}
        labels={{ email: t("accounts.email"), submit: t("accounts.send"), sent: t.typeset("accounts.mailSent") }}
      />
    </FormPage>
  );
}
