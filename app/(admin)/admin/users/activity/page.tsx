import "#features/staff/components/staff.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { activityKinds } from "#features/members/activity-log/rules.ts";
import { loadActivityLog } from "#features/staff/activity-log/loaders.ts";
import { ActivityList } from "#features/staff/components/activity-list.tsx";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("activityLog.title"));

const path = "/admin/users/activity";

export default async function ActivityPage({ searchParams }: PageProps<"/admin/users/activity">) {
  const viewer = await requireAdmin();
  const search = await searchParams;
  const after = singleParam(search.after);
  const { kind, actorFilter, lines, staff, next } = await loadActivityLog({
    kind: singleParam(search.kind),
    by: singleParam(search.by),
    after,
  });
  const t = translator();
  const href = (more: Record<string, string | number | undefined>) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ kind, by: actorFilter, ...more }))
      if (value) parameters.set(name, String(value));
    return parameters.size > 0 ? `${path}?${parameters}` : path;
  };
  // A former staff member can still be selected.
  const former = typeof actorFilter === "number" && !staff.some(({ id }) => id === actorFilter);
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={t("activityLog.title")}
      tools={
        <a className="button" href="/admin/users">
          {t("activityLog.back")}
        </a>
      }
    >
      <p>{t.typeset("activityLog.lead")}</p>
      <search>
        <form action={path} className="activity-filter">
          <div className="field">
            <label htmlFor="kind">{t("activityLog.kind")}</label>
            <select id="kind" name="kind" defaultValue={kind ?? ""}>
              <option value="">{t("activityLog.all")}</option>
              {activityKinds.map((name) => (
                <option key={name} value={name}>
                  {t.typeset(`activityLog.kinds.${name}`)}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="by">{t("activityLog.actor")}</label>
            <select id="by" name="by" defaultValue={actorFilter ?? ""}>
              <option value="">{t("activityLog.anyone")}</option>
              <option value="line">{t("activityLog.commandLine")}</option>
              {former && (
                <option value={actorFilter}>
                  {lines.find(({ actor }) => actor?.id === actorFilter)?.actor?.name ||
                    t("activityLog.deletedAccount", { id: actorFilter })}
                </option>
              )}
              {staff.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <button type="submit" className="button">
            {t("activityLog.filter")}
          </button>
        </form>
      </search>
      {lines.length === 0 ? (
        <p className="admin-empty">{t("activityLog.none")}</p>
      ) : (
        <ActivityList lines={lines} hrefOf={(id) => href({ by: id, after: undefined })} />
      )}
      {(next || after) && (
        <p className="admin-pagination">
          {after && <a href={href({})}>{t("activityLog.first")}</a>}
          {next && (
            <a href={href({ after: next })} rel="next">
              {t("activityLog.older")}
            </a>
          )}
        </p>
      )}
    </AdminPage>
  );
}
