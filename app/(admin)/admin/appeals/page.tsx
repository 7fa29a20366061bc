import "#features/moderation/statements/components/statements.css";
import "#features/moderation/appeals/components/appeals.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { AppealList } from "#features/moderation/appeals/components/appeal-cases.tsx";
import { loadAppeals } from "#features/moderation/appeals/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("appeals.admin.title"));

export default async function AppealsPage({ searchParams }: PageProps<"/admin/appeals">) {
  const viewer = await requireModerator();
  const search = await searchParams;
  const { view, first, appeals, next } = await loadAppeals({
    view: singleParam(search.view),
    after: singleParam(search.after),
  });
  const t = translator();
  const here = view === "open" ? "/admin/appeals" : "/admin/appeals?view=ended";
  return (
    <AdminPage viewer={viewer} path="/admin/appeals" title={t("appeals.admin.title")}>
      <nav className="appeal-tabs" aria-label={t("appeals.admin.views")}>
        <a href="/admin/appeals" aria-current={view === "open" ? "page" : undefined}>
          {t("appeals.admin.waiting")}
        </a>
        <a href="/admin/appeals?view=ended" aria-current={view === "ended" ? "page" : undefined}>
          {t("appeals.admin.ended")}
        </a>
      </nav>
      {appeals.length > 0 ? (
        <AppealList appeals={appeals} />
      ) : (
        <p className="admin-empty">{t.typeset(view === "open" ? "appeals.admin.none" : "appeals.admin.noneEnded")}</p>
      )}
      {(!first || next !== undefined) && (
        <p className="admin-pagination">
          {!first && <a href={here}>{t("appeals.admin.first")}</a>}
          {next !== undefined && (
            <a href={`${here}${view === "open" ? "?" : "&"}after=${next}`}>{t("appeals.admin.next")}</a>
          )}
        </p>
      )}
    </AdminPage>
  );
}
