import { translator } from "#i18n/translator.ts";
import { pagePath } from "#lib/site-address.ts";
import { Pagination } from "./pagination.tsx";

/** Pagination in the site's language for the list at `path` (`/categories/x`, `?page=2` from the second page on). */
export function LocalisedPagination({ path, page, pages }: { path: string; page: number; pages: number }) {
  const t = translator();
  return (
    <Pagination
      page={page}
      pages={pages}
      hrefOf={(n) => pagePath(path, n)}
      labels={{
        navigation: t("pagination.label"),
        previous: t("pagination.previous"),
        next: t("pagination.next"),
        page: (n) => t("pagination.page", { page: n }),
        position: t("pagination.of", { page, pages }),
      }}
    />
  );
}
