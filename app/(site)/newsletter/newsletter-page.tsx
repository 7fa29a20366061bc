import "#features/newsletter/archive/components/archive.css";
import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { LocalisedPagination } from "#components/ui/localised-pagination.tsx";
import { countPages, parsePageNumber } from "#features/articles/rules.ts";
import { countArchivedIssues, getArchive } from "#features/newsletter/archive/cached.ts";
import { ArchiveList } from "#features/newsletter/archive/components/archive-list.tsx";
import { SignupSection } from "#features/newsletter/components/signup-section.tsx";
import { archivePerPage } from "#features/newsletter/issues/rules.ts";
import { newsletterPath } from "#features/newsletter/signup/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import { pagePath } from "#lib/site-address.ts";
import { typeset } from "#lib/typography.ts";

/** A page number as in the address: page 1 has none, one beyond the end is 404. */
async function read(number?: string) {
  const page = number === undefined ? 1 : parsePageNumber(number);
  if (page === null) notFound();
  if (number === "1") permanentRedirect(newsletterPath);
  const [issues, total] = await Promise.all([getArchive(page), countArchivedIssues()]);
  const pages = countPages(total, archivePerPage);
  if (page > pages) notFound();
  return { page, pages, issues, settings: await getSettings() };
}

/** The metadata of a page of the newsletter's archive. */
export async function newsletterMetadata(number?: string): Promise<Metadata> {
  const { page, pages, settings } = await read(number);
  const t = translator();
  return describePage({
    site: describeSite(settings),
    title: t("subscription.page.title"),
    description: t.typeset("subscription.page.description", { site: settings["site.name"] }),
    path: pagePath(newsletterPath, page),
    feed: { path: newsletterPath, title: t("issues.archive.title") },
    ...(page > 1 ? { previous: pagePath(newsletterPath, page - 1) } : {}),
    ...(page < pages ? { next: pagePath(newsletterPath, page + 1) } : {}),
  });
}

/** The newsletter: the sign-up with the description of each topic on the first page, and the issues that were sent. */
export async function NewsletterPage({ number }: { number?: string }) {
  const { page, pages, issues, settings } = await read(number);
  const t = translator();
  return (
    <SiteFrame>
      <div className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <h1 className="headline">{t("subscription.page.title")}</h1>
          {page === 1 && (
            <>
              <p className="signup-lead">
                {typeset(settings["newsletter.lead"] || t("subscription.lead", { site: settings["site.name"] }))}
              </p>
              <p className="signup-lead">{t.typeset("subscription.page.promise")}</p>
              {settings["newsletter.enabled"] === 0 && <p className="signup-lead">{t("subscription.page.closed")}</p>}
              <SignupSection page={newsletterPath} full />
              <p className="signup-manage">
                <a href="/newsletter/preferences">{t.typeset("subscription.page.manage")}</a>
              </p>
            </>
          )}
          <section className="archive" aria-labelledby="archive">
            <h2 id="archive">{t("issues.archive.title")}</h2>
            <ArchiveList issues={issues} />
            <LocalisedPagination path={newsletterPath} page={page} pages={pages} />
            <p className="archive-feed">
              <a href={`${newsletterPath}/feed.xml`}>{t("shell.feed")}</a>
            </p>
          </section>
        </div>
      </div>
    </SiteFrame>
  );
}
