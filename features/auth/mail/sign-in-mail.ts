import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema/members.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { readSettings } from "#features/settings/queries.ts";
import { locales, siteLocale, translator } from "#i18n/translator.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { issueToken } from "../tokens.ts";
import type { SignInMailJob } from "./jobs.ts";
import { type SignInMailContext, type SignInMailTemplate, signInMailTemplates } from "./sign-in-mail-templates.ts";

/**
 * Sends the mail that fits the account's current state; nothing if the address has no account. The requester cannot tell the difference: a
 * request only adds a job. A retry makes a new link and revokes the earlier one.
 */
export async function sendSignInMail(db: Executor, job: SignInMailJob): Promise<void> {
  const [member] = await db
    .select({
      id: members.id,
      email: members.email,
      name: members.name,
      locale: members.mailLocale,
      at: members.confirmedAt,
    })
    .from(members)
    .where(sql`lower(${members.email}) = lower(${job.email}) and ${members.deletedAt} is null`);
  if (!member?.email) return;
  const template = chooseTemplate(job.letter, member.at !== null);
  if (!template) return;
  const locale = locales.find((known) => known === member.locale) ?? siteLocale();
  const settings = await readSettings(db, locale);
  const { path, token } = signInMailTemplates[template];
  // The destination stays in the database with the token: the requester may have been a stranger, who chose that path.
  const next = job.next === "/" ? "" : job.next;
  const query = token ? `?token=${await issueToken(db, token, member.id, next)}` : "";
  const name = member.at ? member.name : "";
  const context: SignInMailContext = {
    t: translator(locale),
    site: createLetterSite(settings, locale),
    name,
    link: absoluteUrl(`${path}${query}`),
  };
  await sendMail({ to: { name: "", address: member.email }, ...signInMailTemplates[template].render(context) });
}

/** Chooses the template: a registration with a confirmed account's address notifies its owner; a confirmed one needs no confirmation. */
function chooseTemplate(requested: SignInMailTemplate, confirmed: boolean): SignInMailTemplate | undefined {
  if (requested === "registration") return confirmed ? "known" : "registration";
  if (requested === "confirm") return confirmed ? undefined : "registration";
  return requested;
}
