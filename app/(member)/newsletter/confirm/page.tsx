import type { Metadata } from "next";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { ConfirmForm } from "#features/newsletter/components/confirm-form.client.tsx";
import { loadSignup } from "#features/newsletter/preferences/loaders.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";

export async function generateMetadata({ searchParams }: PageProps<"/newsletter/confirm">): Promise<Metadata> {
  const signup = await loadSignup(singleParam((await searchParams).t) ?? "");
  return { title: translator()(titleKey(signup)), robots: { index: false } };
}

const titleKey = (signup: Awaited<ReturnType<typeof loadSignup>>) =>
  signup.ok && signup.value.confirmed ? "subscription.confirm.confirmed" : "subscription.confirm.title";

/** Behind the link of a confirmation mail: a button, because mail scanners open links. */
export default async function ConfirmPage({ searchParams }: PageProps<"/newsletter/confirm">) {
  const token = singleParam((await searchParams).t) ?? "";
  const signup = await loadSignup(token);
  const t = translator();
  if (!signup.ok)
    return (
      <FormPage
        title={t("subscription.confirm.title")}
        lead={refusalMessage(signup)}
        links={[{ href: "/newsletter", label: t("subscription.confirm.again") }]}
      />
    );
  const { address, confirmed } = signup.value;
  return (
    <FormPage
      title={t.typeset(titleKey(signup))}
      {...(!confirmed && { lead: t.typeset("subscription.confirm.lead", { address }) })}
    >
      <ConfirmForm
        token={token}
        result={confirmed}
        labels={{
          submit: t("subscription.confirm.submit"),
          subscribed: t.typeset("subscription.confirm.done"),
          known: t.typeset("subscription.confirm.known"),
          preferences: t("subscription.confirm.preferences"),
          again: t("subscription.confirm.again"),
        }}
      />
    </FormPage>
  );
}
