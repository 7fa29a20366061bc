import "#features/dsa-notices/components/dsa-notices.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { NoticeList } from "#features/dsa-notices/components/notice-list.tsx";
import { loadDsaNotices } from "#features/dsa-notices/loaders.ts";
import { noticeGrounds } from "#features/dsa-notices/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.notices"));

export default async function DsaNoticesPage({ searchParams }: PageProps<"/admin/notices">) {
  const viewer = await requireModerator();
  const search = await searchParams;
  const { state, ground, first, notices, next } = await loadDsaNotices({
    state: singleParam(search.state),
    ground: singleParam(search.ground),
    after: singleParam(search.after),
  });
  const t = translator();
  const address = (changed: Record<string, string | undefined>) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ state: state === "open" ? undefined : state, ground, ...changed }))
      if (value) query.set(name, value);
    return `/admin/notices${query.size > 0 ? `?${query}` : ""}`;
  };
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/notices"
      title={t("admin.navigation.notices")}
      tools={
        <a className="button" href="/admin/notices/export" download>
          {t("dsaNotices.csv.get")}
        </a>
      }
    >
      <div className="dsa-notice-filters">
        <nav aria-label={t("dsaNotices.views")}>
          <a href={address({ state: undefined })} aria-current={state === "open" ? "page" : undefined}>
            {t("dsaNotices.open")}
          </a>
          <a href={address({ state: "decided" })} aria-current={state === "decided" ? "page" : undefined}>
            {t("dsaNotices.closed")}
          </a>
        </nav>
        <form action="/admin/notices">
          {state === "decided" && <input type="hidden" name="state" value="decided" />}
          <label htmlFor="ground">{t("dsaNoticeForm.ground")}</label>
          <select id="ground" name="ground" defaultValue={ground ?? ""}>
            <option value="">{t("dsaNotices.allGrounds")}</option>
            {noticeGrounds.map((value) => (
              <option key={value} value={value}>
                {t(`dsaNotices.grounds.${value}`)}
              </option>
            ))}
          </select>
          <button type="submit" className="button">
            {t("dsaNotices.filter")}
          </button>
        </form>
      </div>
      {notices.length > 0 ? (
        <NoticeList notices={notices} />
      ) : (
        <p className="admin-empty">{t(first ? `dsaNotices.none.${state}` : "dsaNotices.none.more")}</p>
      )}
      {(!first || next !== undefined) && (
        <p className="admin-pagination">
          {!first && <a href={address({})}>{t("dsaNotices.first")}</a>}
          {next !== undefined && <a href={address({ after: String(next) })}>{t("dsaNotices.next")}</a>}
        </p>
      )}
    </AdminPage>
  );
}
