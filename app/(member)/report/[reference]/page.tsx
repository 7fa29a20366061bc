import "#features/dsa-notices/components/notice-form.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { SentNotice } from "#features/dsa-notices/components/sent-notice.tsx";
import { loadSentNotice } from "#features/dsa-notices/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

/**
 * The address contains a secret: it is sent to no other site. (`no-referrer` would also hide the form's origin, and the
 * form would be refused.)
 */
export function generateMetadata(): Metadata {
  return { title: translator()("dsaNoticeForm.sentNotice.title"), robots: { index: false }, referrer: "same-origin" };
}

export default async function SentPage({ params, searchParams }: PageProps<"/report/[reference]">) {
  const key = singleParam((await searchParams).key);
  const notice = await loadSentNotice((await params).reference, key);
  if (!notice || !key) notFound();
  const t = translator();
  return (
    <FormPage
      title={t("dsaNoticeForm.sentNotice.title")}
      links={[{ href: "/report", label: t("dsaNoticeForm.sentNotice.another") }]}
    >
      <SentNotice notice={notice} link={key} now={new Date()} zone={(await getSettings())["site.zone"]} />
    </FormPage>
  );
}
