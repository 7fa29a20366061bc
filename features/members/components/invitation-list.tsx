import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import { inviteAgainAction, withdrawAction } from "../staff/actions.ts";
import type { OpenInvitation } from "../staff/queries.ts";
import { PressForm } from "./press-form.client.tsx";

/** Who was invited and has not answered: sent again or withdrawn by a button each. */
export async function InvitationList({ invitations }: { invitations: OpenInvitation[] }) {
  const t = translator();
  const zone = (await getSettings())["site.zone"];
  const day = (at: Date) => formatDate(at, { locale: siteLocale(), zone, style: "short" });
  return (
    <ul className="staff-list">
      {invitations.map(({ id, email, name, role, createdAt, expiresAt, expired, account }) => (
        <li key={id}>
          <div>
            <p>
              {name} <span className="person-handle">{email}</span>
              <span className="person-mark">{t(`account.export.roles.${role}`)}</span>
            </p>
            <p className="person-detail">
              {typeset(
                t(expired ? "people.expiredOn" : "people.invitedOn", { day: day(createdAt), until: day(expiresAt) }),
              )}
              {account && ` · ${t("people.hasAccount")}`}
            </p>
          </div>
          <div className="staff-acts">
            <PressForm
              action={inviteAgainAction}
              id={String(id)}
              label={t("people.again")}
              fullLabel={t("people.againTo", { name })}
            />
            <PressForm
              action={withdrawAction}
              id={String(id)}
              label={t("people.withdraw")}
              fullLabel={t("people.withdrawFrom", { name })}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
