import { roles } from "#features/members/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { ListedMember } from "../loaders.ts";
import { RoleForm } from "./role-form.client.tsx";

interface Props {
  members: ListedMember[];
  /** The viewer's id. */
  viewerId: number;
  search: string;
}

/** Members with details of their accounts, each with the form to change the role. */
export function StaffList({ members, viewerId, search }: Props) {
  const t = translator();
  const choices = roles.map((role) => ({ role, label: t(`roles.${role}`) }));
  return (
    <ul className="staff-list">
      {members.map((member) => (
        <li key={member.id}>
          <div>
            <p>
              <a href={`/admin/moderation/members/${member.id}`}>{member.name}</a>{" "}
              <span className="admin-handle">@{member.handle}</span>
              {member.id === viewerId && <span className="admin-mark">{t("staff.yourself")}</span>}
            </p>
            <p className="admin-detail">
              {member.secondStep !== null && t(member.secondStep ? "staff.secondStep" : "staff.noSecondStep")}
              {member.lastSeen && (
                <>
                  {" · "}
                  <LastSeen at={member.lastSeen} />
                </>
              )}
              {!member.confirmed && t("people.unconfirmed")}
              {member.sanctioned && <strong> {t("staff.sanctioned")}</strong>}
            </p>
          </div>
          <RoleForm id={member.id} role={member.role} search={search} roles={choices} name={member.name} />
        </li>
      ))}
    </ul>
  );
}

function LastSeen({ at }: { at: Date }) {
  const t = translator();
  const [before = "", after = ""] = t("staff.lastSeen", { day: "|" }).split("|");
  return (
    <>
      {before}
      <FormattedDate at={at} style="short" />
      {after}
    </>
  );
}
