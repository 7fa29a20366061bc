import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { readSettings } from "#features/settings/queries.ts";
import { locales, siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { enqueue } from "#lib/jobs.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { issueToken } from "../tokens.ts";
import { type AccountMailTemplate, accountMailPath, renderAccountMail } from "./account-mail-templates.ts";
import { type AccountMailJob, accountMail } from "./jobs.ts";

/**
 * Queues a mail to the owner about a change of the account, in the transaction of the change and before the address changes. Sends nothing
 * to an unconfirmed address: it may be that of a stranger without an account.
 */
export async function queueAccountMail(
  tx: Executor,
  memberId: number,
  template: AccountMailTemplate,
  about: Pick<AccountMailJob, "address" | "at" | "passkey" | "left"> = {},
): Promise<void> {
  const [member] = await tx
    .select({ name: members.name, email: members.email, locale: members.mailLocale })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt), isNotNull(members.confirmedAt)));
  if (!member?.email) return;
  const { name, email, locale } = member;
  await enqueue(tx, accountMail, { letter: template, memberId, to: email, name, locale, ...about });
}

/** Renders and sends the mail. The secret of a confirmation is made here, so that none is stored in the queue. */
export async function sendAccountMail(db: Executor, job: AccountMailJob): Promise<void> {
  const confirms = job.letter === "addressConfirm" ? await checkEmailAvailability(db, job) : "other";
  if (confirms === "gone") return;
  const template = confirms === "taken" ? "addressTaken" : job.letter;
  const locale = locales.find((known) => known === job.locale) ?? siteLocale();
  const settings = await readSettings(db, locale);
  const token = confirms === "free" ? await issueToken(db, "changeEmail", job.memberId, job.to) : undefined;
  // A new address may be a stranger's until its owner has confirmed it: the mail then omits the account's name.
  const name = confirms === "other" ? job.name : "";
  const at = job.at ? new Date(job.at) : undefined;
  const context = {
    t: translator(locale),
    site: createLetterSite(settings, locale),
    name,
    link: absoluteUrl(`${accountMailPath(template)}${token ? `?token=${token}` : ""}`),
    address: job.address ?? "",
    passkey: job.passkey ?? "",
    left: job.left ?? 0,
    day: at ? formatDate(at, { locale, zone: settings["site.zone"], style: "long" }) : "",
  };
  await sendMail({ to: { name: "", address: job.to }, ...renderAccountMail(template, context) });
}

/** Whether an address may become this member's; only its owner learns that it may not. */
async function checkEmailAvailability(
  db: Executor,
  { memberId, to }: AccountMailJob,
): Promise<"free" | "taken" | "gone"> {
  const [member] = await db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
  if (!member) return "gone";
  const [otherMember] = await db
    .select({ id: members.id })
    .from(members)
    .where(and(sql`lower(${members.email}) = lower(${to})`, ne(members.id, memberId)));
  return otherMember ? "taken" : "free";
}
