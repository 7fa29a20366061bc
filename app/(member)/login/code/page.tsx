import type { Metadata } from "next";
import { FormPage } from "#app/(member)/form-page.tsx";
import { CodeForm } from "#features/auth/components/code-form.client.tsx";
import { isAwaitingCode } from "#features/auth/loaders.ts";
import { signInWithCode } from "#features/auth/second-step/actions.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("signIn.code.title"), robots: { index: false } };
}

/** The second step, between a correct password (or link, or provider) and the session. */
export default async function CodePage() {
  const t = translator();
  const waiting = await isAwaitingCode();
  return (
    <FormPage
      title={t("signIn.code.title")}
      lead={waiting ? t("signIn.code.lead") : t("errors.code.stale")}
      links={[{ href: "/login", label: t("signIn.code.restart") }]}
    >
      {waiting && (
        <CodeForm
          action={signInWithCode}
          id="code"
          labels={{ code: t("signIn.code.code"), hint: t("signIn.code.hint"), submit: t("signIn.submit") }}
          isPrimary
          allowsLetters
        />
      )}
    </FormPage>
  );
}
