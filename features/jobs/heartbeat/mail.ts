import { and, eq, gt, like, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { mailClaims, notificationSettings } from "#db/schema.ts";
import { greeting } from "#features/mail/greeting.ts";
import { createLetterSite } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { isSuppressed } from "#features/mail/suppressions/queries.ts";
import { findMailRecipient, type MailRecipient } from "#features/members/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { translator } from "#i18n/translator.ts";
import { log } from "#lib/log/log.ts";
import { claimMail, sendClaimed } from "#lib/mail/mail-claims.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { listAdministrators } from "./queries.ts";
import { alertHours, outageKey } from "./rules.ts";

/**
 * Mails each administrator once that no jobs run. The calling web process sends the mails itself: a job would wait for
 * the worker. A mail that the server refuses is tried again by the next call. After a mail about an earlier outage it
 * waits, so that a worker that comes and goes does not fill mailboxes. Returns how many were sent.
 */
export async function mailOutageAlert(db: Database, mark: string): Promise<number> {
  let sent = 0;
  for await (const { memberId, to } of listAlertRecipients(db)) {
    if (await wasLatelyMailed(db, memberId)) continue;
    const key = `${outageKey(mark)}:${memberId}`;
    if (!(await claimMail(db, key))) continue;
    try {
      await sendClaimed(db, key, { to: { name: "", address: to.email }, key, ...(await writeLetter(db, to)) });
      sent += 1;
    } catch (error) {
      log.error({ err: error }, "The mail that no jobs run could not be sent, and is tried again.");
    }
  }
  return sent;
}

/** The administrators who get alerts by mail, one after the other. */
export async function* listAlertRecipients(db: Database): AsyncGenerator<{ memberId: number; to: MailRecipient }> {
  for (const memberId of await listAdministrators(db)) {
    const to = await findMailRecipient(db, memberId);
    if (to && !to.banned && (await wantsAlerts(db, memberId)) && !(await isSuppressed(db, to.email)))
      yield { memberId, to };
  }
}

/** Whether an administrator gets alerts by mail: as soon as they occur, unless they chose never. */
async function wantsAlerts(db: Executor, memberId: number): Promise<boolean> {
  const [chosen] = await db
    .select({ staff: notificationSettings.staff })
    .from(notificationSettings)
    .where(eq(notificationSettings.memberId, memberId));
  return chosen?.staff !== "never";
}

/** Whether an administrator was mailed about an outage within the last hours. */
async function wasLatelyMailed(db: Executor, memberId: number): Promise<boolean> {
  const { key, claimedAt } = mailClaims;
  const [mailed] = await db
    .select({ key })
    .from(mailClaims)
    .where(
      and(
        like(key, `${outageKey("%")}:${memberId}`),
        gt(claimedAt, sql`now() - make_interval(hours => ${alertHours})`),
      ),
    )
    .limit(1);
  return mailed !== undefined;
}

async function writeLetter(db: Executor, { name, locale }: MailRecipient) {
  const t = translator(locale);
  const settings = await readSettings(db, locale);
  const site = settings["site.name"];
  return renderLetter(
    {
      subject: t.typeset("jobs.mail.subject", { site }),
      greeting: greeting(t, name),
      blocks: [
        { kind: "text", text: t.typeset("jobs.mail.text", { site }) },
        { kind: "text", text: t.typeset("jobs.outage.repair") },
      ],
      button: { label: t("jobs.mail.button"), href: absoluteUrl("/admin/jobs") },
      reason: t.typeset("jobs.mail.reason", { site }),
      stop: [{ label: t.typeset("jobs.mail.stop"), href: absoluteUrl("/account/notifications") }],
    },
    createLetterSite(settings, locale),
  );
}
