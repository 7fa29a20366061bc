import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { ListedPage } from "../loaders.ts";
import { pageAddress, pagesAdminPath } from "../rules.ts";

/** All pages with their state, and who changed them last. */
export function PageList({ pages }: { pages: ListedPage[] }) {
  const t = translator();
  if (pages.length === 0) return <p className="admin-empty">{t("pages.admin.none")}</p>;
  return (
    <ul className="admin-list page-list">
      {pages.map(({ id, slug, title, state, updatedAt, by }) => (
        <li key={id}>
          <div>
            <a className="admin-list-title" href={`${pagesAdminPath}/${id}`}>
              {title}
            </a>
            <p className="admin-list-facts">
              <span className="admin-status" data-status={state}>
                {t(`pages.admin.states.${state}`)}
              </span>
              {state === "published" ? (
                <a href={pageAddress(slug)}>{pageAddress(slug)}</a>
              ) : (
                <span>{pageAddress(slug)}</span>
              )}
              <span>{by ?? t("settings.admin.deletedAccount")}</span>
            </p>
          </div>
          <FormattedDate at={updatedAt} style="long" className="admin-list-date" />
        </li>
      ))}
    </ul>
  );
}
