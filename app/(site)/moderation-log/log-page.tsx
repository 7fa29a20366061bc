import "#features/transparency/log/components/moderation-log.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { TrustPage } from "#app/(site)/trust-page.tsx";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { getLogFacets, getLogPage } from "#features/transparency/log/cached.ts";
import { LogFilters, listLogFilterChoices } from "#features/transparency/log/components/log-filters.tsx";
import { LogLines } from "#features/transparency/log/components/log-lines.tsx";
import { filterNames, logFilterPath, logPath, occursInLog, parseLogFilter } from "#features/transparency/log/rules.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";

/**
 * Loads the log for the parts of the address: 404 for a part that is no filter, or a value that the log does not
 * contain.
 */
async function read(parts: readonly string[]) {
  const parsed = parseLogFilter(parts);
  if (!parsed) notFound();
  const [facets, settings] = await Promise.all([getLogFacets(), getSettings()]);
  const { filter, before } = parsed;
  if (!occursInLog(filter, facets)) notFound();
  const page = await getLogPage(filter, before);
  if (!page) notFound();
  const rules = listCommunityRules(settings);
  const choices = listLogFilterChoices({ facets, rules });
  const chosen = filterNames.flatMap((name) => choices[name].filter(({ value }) => value === filter[name]));
  return { filter, before, page, facets, settings, rules, chosen };
}

/** The metadata of a page of the log. Search engines index the log and its single filters, not every combination. */
export async function logMetadata(parts: readonly string[]): Promise<Metadata> {
  const { filter, before, page, settings, chosen } = await read(parts);
  const t = translator();
  const site = settings["site.name"];
  return describePage({
    site: describeSite(settings),
    title: [t("moderationLog.title"), ...chosen.map(({ label }) => label)].join(" · "),
    description: t.typeset("moderationLog.description", { site }),
    path: logFilterPath(filter, before),
    indexed: before === undefined && chosen.length < 2,
    feed: { path: logPath, title: t("moderationLog.title") },
    ...(page.newer === undefined ? {} : { previous: logFilterPath(filter, page.newer ?? undefined) }),
    ...(page.older === undefined ? {} : { next: logFilterPath(filter, page.older) }),
  });
}

/** A page of the public log. Await it at the top of the route. */
export async function LogPage({ parts }: { parts: readonly string[] }) {
  const { filter, before, page, facets, settings, rules, chosen } = await read(parts);
  const t = translator();
  // Without a filter the log leaves ordinary decisions out: it may be empty although there are some.
  const empty =
    facets.kinds.length === 0
      ? "moderationLog.never"
      : chosen.length === 0
        ? "moderationLog.ordinary"
        : "moderationLog.nothing";
  return (
    <TrustPage
      path={logPath}
      title={t.typeset("moderationLog.title")}
      lead={t.typeset("moderationLog.lead")}
      links={[{ href: `${logPath}/feed.xml`, label: t("shell.feed") }]}
    >
      <div className="log">
        <LogFilters filter={filter} facets={facets} rules={rules} />
        {page.lines.length === 0 ? (
          <p className="log-empty">{t.typeset(empty)}</p>
        ) : (
          <LogLines lines={page.lines} rules={rules} zone={settings["site.zone"]} />
        )}
        {(page.newer !== undefined || page.older !== undefined) && (
          <nav className="pagination" aria-label={t("pagination.label")}>
            {page.newer !== undefined && before !== undefined && (
              <a className="button" rel="prev" href={logFilterPath(filter, page.newer ?? undefined)}>
                {t("moderationLog.newer")}
              </a>
            )}
            {page.older !== undefined && (
              <a className="button" rel="next" href={logFilterPath(filter, page.older)}>
                {t("moderationLog.older")}
              </a>
            )}
          </nav>
        )}
      </div>
    </TrustPage>
  );
}
