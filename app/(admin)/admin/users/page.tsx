import "#features/staff/components/staff.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { AdminSearch } from "#components/admin-shell/admin-search.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { InvitationList } from "#features/staff/components/invitation-list.tsx";
import { InviteForm } from "#features/staff/components/invite-form.client.tsx";
import { StaffList } from "#features/staff/components/staff-list.tsx";
import { loadStaff } from "#features/staff/loaders.ts";
import { staffRoles } from "#features/staff/roles/rules.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("staff.title"));

const path = "/admin/users";
const actionNames = ["invited", "again", "withdrawn", "role"] as const;

export default async function PeoplePage({ searchParams }: PageProps<"/admin/users">) {
  const viewer = await requireAdmin();
  const search = await searchParams;
  const words = searchWords(singleParam(search.q), 254);
  const after = singleParam(search.after);
  const { people, invitations, next } = await loadStaff({ words, after });
  const t = translator();
  const done = actionNames.find((name) => name === singleParam(search.done));
  const query = words ? `q=${encodeURIComponent(words)}&` : "";
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={t("staff.title")}
      messages={["staff.email", "staff.name", "staff.role", "staff.send", "staff.roleOf", "staff.change"]}
      tools={
        <p className="staff-search">
          <a className="button" href="#invite-title">
            {t("staff.invite")}
          </a>
          <a className="button" href={`${path}/activity`}>
            {t("staff.activity")}
          </a>
        </p>
      }
    >
      {done && <FormSuccess>{t.typeset(`staff.done.${done === "again" ? "resent" : done}`)}</FormSuccess>}
      <AdminSearch path={path} words={words} label={t("staff.search")} button={t("staff.searchButton")} />
      {invitations.length > 0 && (
        <section className="staff-section" aria-labelledby="invitations-title">
          <h2 id="invitations-title">{t("staff.invitations")}</h2>
          <InvitationList invitations={invitations} />
        </section>
      )}
      <section className="staff-section" aria-labelledby="people-title">
        <h2 id="people-title">{t(words ? "staff.found" : "staff.staff")}</h2>
        {people.length === 0 && <p className="admin-empty">{t("staff.none")}</p>}
        <StaffList members={people} viewerId={viewer.id} search={words} />
        {(next || after || words) && (
          <p className="admin-pagination">
            {words && <a href={path}>{t("staff.clear")}</a>}
            {after && <a href={words ? `${path}?${query}` : path}>{t("staff.first")}</a>}
            {next && (
              <a href={`${path}?${query}after=${next}`} rel="next">
                {t("staff.next")}
              </a>
            )}
          </p>
        )}
      </section>
      <section className="staff-section" aria-labelledby="invite-title">
        <h2 id="invite-title">{t("staff.invite")}</h2>
        <p className="admin-detail">{t.typeset("staff.inviteLead")}</p>
        <InviteForm
          roles={staffRoles.map((role) => ({
            role,
            label: t.typeset("staff.roleAndDuties", { role: t(`roles.${role}`), work: t(`staff.roleDuties.${role}`) }),
          }))}
        />
      </section>
    </AdminPage>
  );
}
