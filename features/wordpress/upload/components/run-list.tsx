import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatBytes } from "#lib/byte-size.ts";
import type { ListedImport } from "../queries.ts";
import { importAdminPath, importRunPath } from "../rules.ts";

interface Props {
  runs: readonly ListedImport[];
  /** The cursor of the next page. */
  next: number | undefined;
  isFirstPage: boolean;
}

/** The imports so far, newest first. */
export function RunList({ runs, next, isFirstPage }: Props) {
  const t = translator();
  return (
    <section className="admin-section" aria-labelledby="runs">
      <h2 id="runs">{t("imports.list.title")}</h2>
      {runs.length === 0 ? (
        <p className="admin-empty">{t.typeset("imports.list.empty")}</p>
      ) : (
        <ul className="import-runs">
          {runs.map((run) => (
            <li key={run.id}>
              <a href={importRunPath(run.id)}>{run.source}</a>
              <p className="admin-list-facts">
                <span className="admin-status" data-state={run.state}>
                  {t(`imports.states.${run.state}`)}
                </span>
                {run.dryRun && <span>{t("imports.dryRun")}</span>}
                {run.totalSize > 0 && <span>{formatBytes(run.totalSize, siteLocale())}</span>}
                <FormattedDate at={run.createdAt} style="long" />
                {run.by && <span>{run.by}</span>}
              </p>
            </li>
          ))}
        </ul>
      )}
      {(next !== undefined || !isFirstPage) && (
        <nav className="admin-pagination" aria-label={t("imports.list.pages")}>
          {!isFirstPage && <a href={importAdminPath}>{t("imports.list.newest")}</a>}
          {next !== undefined && (
            <a href={`${importAdminPath}?before=${next}`} rel="next">
              {t("imports.list.older")}
            </a>
          )}
        </nav>
      )}
    </section>
  );
}
