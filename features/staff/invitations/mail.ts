import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { greeting } from "#features/mail/greeting.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { invitationDays, invitationPath } from "../roles/rules.ts";
import { renewInvitationSecret } from "./mutations.ts";

/** Mails the invitee, the same whether or not the address has an account. A retry makes a new link and revokes the earlier one. */
export async function sendInvitationMail(db: Executor, job: { invitation: number }): Promise<void> {
  const renewed = await renewInvitationSecret(db, job.invitation);
  if (!renewed) return;
  const { invitation, secret } = renewed;
  const locale = siteLocale();
  const [settings, [by]] = await Promise.all([
    readSettings(db, locale),
    db
      .select({ name: members.name })
      .from(members)
      .where(eq(members.id, invitation.invitedBy ?? 0)),
  ]);
  const t = translator(locale);
  const site = settings["site.name"];
  const values = {
    site,
    name: invitation.name,
    by: by?.name ?? site,
    days: invitationDays,
    role: t(`roles.${invitation.role}`),
  };
  await sendMail({
    to: { name: "", address: invitation.email },
    ...renderLetter(
      {
        subject: t("staff.mail.subject", values),
        greeting: greeting(t, invitation.name),
        blocks: [{ kind: "text", text: t("staff.mail.text", values) }],
        button: { label: t("staff.mail.button"), href: absoluteUrl(`${invitationPath}?token=${secret}`) },
        notes: [t("staff.mail.note", values)],
        reason: t("mails.reasons.invitation", values),
        stop: t("mails.stops.invitation"),
      },
      createLetterSite(settings, locale),
    ),
  });
}
