import type { Metadata } from "next";
import { connection } from "next/server";
import { PreviewPage } from "#app/(site)/preview/preview-page.tsx";
import { loadSharedPreview } from "#features/newsroom/preview/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";

export const generateMetadata = (): Metadata => ({
  title: translator()("newsroom.preview.title"),
  robots: { index: false, follow: false },
});

/**
 * For anybody with the link, signed in or not; the page server answers for expired links
 * (server/http/guard/preview-rules.ts).
 */
export default async function SharedPreviewPage({ params }: PageProps<"/preview/[token]">) {
  await connection();
  const { article, until } = await loadSharedPreview((await params).token);
  const zone = (await getSettings())["site.zone"];
  const t = translator();
  const when = formatDate(until, { locale: siteLocale(), zone, style: "full" });
  return (
    <PreviewPage
      article={article}
      notice={
        <aside aria-label={t("newsroom.preview.title")}>
          <p className="preview-notice" role="note">
            {t.typeset("newsroom.preview.notice", { until: when })}
          </p>
        </aside>
      }
    />
  );
}
