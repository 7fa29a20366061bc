import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { resendInvitationAction, withdrawInvitationAction } from "../actions.ts";
import type { PendingInvitation } from "../queries.ts";

/** The pending invitations, each with buttons to send it again or withdraw it. */
export async function InvitationList({ invitations }: { invitations: PendingInvitation[] }) {
  const t = translator();
  const zone = (await getSettings())["site.zone"];
  const day = (at: Date) => formatDate(at, { locale: siteLocale(), zone, style: "short" });
  return (
    <ul className="staff-list">
      {invitations.map(({ id, email, name, role, createdAt, expiresAt, isExpired, hasAccount }) => (
        <li key={id}>
          <div>
            <p>
              {name} <span className="admin-handle">{email}</span>
              <span className="admin-mark">{t(`roles.${role}`)}</span>
            </p>
            <p className="admin-detail">
              {t.typeset(isExpired ? "staff.expiredOn" : "staff.invitedOn", {
                day: day(createdAt),
                until: day(expiresAt),
              })}
              {hasAccount && ` · ${t("staff.hasAccount")}`}
            </p>
          </div>
          <div className="staff-actions">
            <ButtonForm
              action={resendInvitationAction}
              id={String(id)}
              label={t("staff.resend")}
              accessibleLabel={t("staff.resendTo", { name })}
            />
            <ButtonForm
              action={withdrawInvitationAction}
              id={String(id)}
              label={t("staff.withdraw")}
              accessibleLabel={t("staff.withdrawFrom", { name })}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
