import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { StopForm } from "#features/notifications/components/stop-form.client.tsx";
import { loadStopRequest } from "#features/notifications/stop/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = (): Metadata => ({
  title: translator().typeset("stopMails.title"),
  robots: { index: false },
  referrer: "same-origin",
});

/** Behind the link of each notification mail: a button, because mail scanners open links. Works without signing in. */
export default async function StopMailsPage({ searchParams }: PageProps<"/notifications/stop">) {
  const { about, key, done } = await searchParams;
  const found = await loadStopRequest(singleParam(about), singleParam(key));
  if (!found) notFound();
  const t = translator();
  const isDone = singleParam(done) !== undefined;
  return (
    <FormPage
      title={t.typeset(isDone ? "stopMails.doneTitle" : "stopMails.title")}
      lead={
        isDone
          ? t.typeset("stopMails.doneLead", { what: found.what })
          : t.typeset("stopMails.lead", { what: found.what })
      }
      links={[{ href: "/account/notifications", label: t("notificationMails.settings") }]}
    >
      {!isDone && <StopForm about={found.about} link={found.token} label={t("stopMails.submit")} />}
    </FormPage>
  );
}
