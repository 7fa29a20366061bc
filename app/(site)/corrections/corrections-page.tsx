import "#features/corrections/components/corrections.css";
import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { TrustPage } from "#app/(site)/trust-page.tsx";
import { LocalisedPagination } from "#components/ui/localised-pagination.tsx";
import { countPages, parsePageNumber } from "#features/articles/rules.ts";
import { getCorrections } from "#features/corrections/cached.ts";
import { CorrectionList } from "#features/corrections/components/correction-list.tsx";
import { correctionsPath, correctionsPerPage } from "#features/corrections/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import "#features/corrections/components/article-corrections.css";

/** A page number as in the address: page 1 has none, one beyond the end is 404. */
async function read(number?: string) {
  const page = number === undefined ? 1 : parsePageNumber(number);
  if (page === null) notFound();
  if (number === "1") permanentRedirect(correctionsPath);
  const { corrections, total } = await getCorrections(page);
  const pages = Math.max(1, countPages(total, correctionsPerPage));
  if (page > pages) notFound();
  return { page, pages, corrections, settings: await getSettings() };
}

/** The metadata of a page of corrections. */
export async function correctionsMetadata(number?: string): Promise<Metadata> {
  const { page, pages, settings } = await read(number);
  const t = translator();
  const site = settings["site.name"];
  const pathOf = (n: number) => (n === 1 ? correctionsPath : `${correctionsPath}?page=${n}`);
  return describePage({
    site: describeSite(settings),
    title: t("corrections.title"),
    description: t("corrections.description", { site }),
    path: pathOf(page),
    feed: { path: correctionsPath, title: t("corrections.title") },
    ...(page > 1 ? { previous: pathOf(page - 1) } : {}),
    ...(page < pages ? { next: pathOf(page + 1) } : {}),
  });
}

/** A page of corrections and additions to articles. Await it at the top of the route. */
export async function CorrectionsPage({ number }: { number?: string }) {
  const { page, pages, corrections, settings } = await read(number);
  const t = translator();
  return (
    <TrustPage
      path={correctionsPath}
      title={t("corrections.title")}
      lead={t.typeset("corrections.lead")}
      changedAt={page === 1 ? corrections[0]?.at : undefined}
      links={[{ href: `${correctionsPath}/feed.xml`, label: t("shell.feed") }]}
    >
      <div className="corrections">
        {corrections.length === 0 ? (
          <p className="corrections-none">{t.typeset("corrections.none")}</p>
        ) : (
          <CorrectionList corrections={corrections} zone={settings["site.zone"]} />
        )}
        <LocalisedPagination path={correctionsPath} page={page} pages={pages} />
      </div>
    </TrustPage>
  );
}
