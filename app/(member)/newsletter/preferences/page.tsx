import type { Metadata } from "next";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { PreferencesForm } from "#features/newsletter/components/preferences-form.client.tsx";
import { SubscriberButton } from "#features/newsletter/components/subscriber-button.client.tsx";
import { SubscriptionEnd } from "#features/newsletter/components/subscription-end.tsx";
import { WrongLink } from "#features/newsletter/components/wrong-link.tsx";
import { eraseAction } from "#features/newsletter/preferences/actions.ts";
import { loadSubscription } from "#features/newsletter/preferences/loaders.ts";
import { nameSiteLanguage, translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("subscription.preferences.title"), robots: { index: false } };
}

/** A subscriber's choices, behind the link of each mail, without an account. */
export default async function PreferencesPage({ searchParams }: PageProps<"/newsletter/preferences">) {
  const search = await searchParams;
  const token = singleParam(search.s);
  const subscription = await loadSubscription(token);
  const t = translator();
  const title = t("subscription.preferences.title");
  if (search.done === "erased")
    return (
      <FormPage
        title={title}
        lead={t.typeset("subscription.erase.done")}
        links={[{ href: "/", label: t("subscription.sent.home") }]}
      />
    );
  if (!subscription)
    return (
      <FormPage title={title}>
        <WrongLink given={token !== undefined} />
      </FormPage>
    );
  const isActive = subscription.state === "active";
  return (
    <FormPage
      title={title}
      {...(isActive && { lead: t("subscription.preferences.lead", { address: subscription.address }) })}
    >
      {isActive && search.done === "resumed" && (
        <div className="mb-6">
          <FormSuccess>{t.typeset("subscription.end.undone")}</FormSuccess>
        </div>
      )}
      {isActive && (
        <PreferencesForm
          subscription={subscription}
          languages={[
            { value: "site", label: t("account.language.site", { language: nameSiteLanguage() }) },
            { value: "fr", label: t("account.language.fr") },
            { value: "en", label: t("account.language.en") },
          ]}
          labels={{
            topics: t("subscription.topics"),
            ended: t("subscription.preferences.ended"),
            rhythm: t("subscription.rhythm.legend"),
            monthly: t("subscription.rhythm.monthly"),
            weekly: t("subscription.rhythm.weekly"),
            never: t("subscription.rhythm.never"),
            alerts: t("subscription.alerts"),
            alertsHint: t.typeset("subscription.alertsHint"),
            language: t("subscription.preferences.language"),
            save: t("account.save"),
            saved: t("account.saved"),
          }}
        />
      )}
      <section className="section-small">
        <SubscriptionEnd subscription={subscription} />
      </section>
      <details className="section-small">
        <summary>{t("subscription.erase.title")}</summary>
        <p>{t.typeset("subscription.erase.lead")}</p>
        <SubscriberButton
          action={eraseAction}
          token={subscription.token}
          label={t("subscription.erase.submit")}
          variant="danger"
        />
      </details>
    </FormPage>
  );
}
