import type { Metadata } from "next";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { SubscriptionEnd } from "#features/newsletter/components/subscription-end.tsx";
import { WrongLink } from "#features/newsletter/components/wrong-link.tsx";
import { loadSubscription } from "#features/newsletter/preferences/loaders.ts";
import { translator } from "#i18n/translator.ts";

export function generateMetadata(): Metadata {
  return { title: translator()("subscription.end.title"), robots: { index: false } };
}

/** Behind the link of each mail: a button, because mail scanners open links. */
export default async function UnsubscribePage({ searchParams }: PageProps<"/newsletter/unsubscribe">) {
  const token = singleParam((await searchParams).s);
  const subscription = await loadSubscription(token);
  const t = translator();
  const title = t("subscription.end.title");
  if (!subscription)
    return (
      <FormPage title={title}>
        <WrongLink given={token !== undefined} />
      </FormPage>
    );
  const preferences = { href: `/newsletter/preferences?s=${token}`, label: t("subscription.end.preferences") };
  return (
    <FormPage
      title={title}
      {...(subscription.state === "active" && {
        lead: t("subscription.end.lead", { address: subscription.address }),
      })}
      links={[preferences]}
    >
      <SubscriptionEnd subscription={subscription} strong />
    </FormPage>
  );
}
