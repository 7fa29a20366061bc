import type { Database } from "#db/client.ts";
import { createBounceToken } from "#features/mail/bounces/bounce-token.ts";
import { createLetterSite, type LetterSite } from "#features/mail/letter/letter.ts";
import { renderLetter } from "#features/mail/letter/render-letter.ts";
import { settleSendFailure } from "#features/mail/suppressions/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { locales } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { createMessageId } from "#lib/mail/mail-headers.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { writeNotificationLetter } from "./letter.ts";
import {
  type ClaimedMail,
  type ClaimedMails,
  claimMemberMails,
  deleteLatePendingMails,
  finishMail,
  releaseMail,
} from "./mutations.ts";
import { type DueTimes, hasPendingMails, listDueMembers } from "./queries.ts";
import { lastDigest, maxFailuresInRow, maxMailsPerRun } from "./rules.ts";

/** Members found by one statement. */
const membersPerPage = 100;

export interface MailRun {
  sent: number;
  /** Not sent, and given back for a later run. */
  released: number;
  /** The mail server refused them for good. */
  refused: number;
  /** The mail server may have accepted them: they are not sent again. */
  uncertain: number;
}

/**
 * Mails members what is due at `now`: at once, or in the digest of the morning. Each mail is claimed before it is sent,
 * so it is sent at most once, wherever a process ends and however many run. A failure at one member stops no other;
 * a mail server that fails again and again ends the run.
 */
export async function sendNotificationMails(db: Database, now = new Date(), signal?: AbortSignal): Promise<MailRun> {
  const run = { sent: 0, released: 0, refused: 0, uncertain: 0 };
  // Runs each minute: mostly nothing is pending.
  if (!(await hasPendingMails(db))) return run;
  await deleteLatePendingMails(db);
  const settings = await readSettings(db);
  const zone = settings["site.zone"];
  const due = { now, daily: lastDigest("daily", now, zone), weekly: lastDigest("weekly", now, zone) };
  const sites = new Map(locales.map((locale) => [locale, createLetterSite(settings, locale)]));
  let failuresInRow = 0;
  const isEnded = () =>
    signal?.aborted === true ||
    failuresInRow >= maxFailuresInRow ||
    run.sent + run.released + run.refused + run.uncertain >= maxMailsPerRun;
  for (let after = 0; !isEnded(); ) {
    const members = await listDueMembers(db, due, after, membersPerPage);
    for (const member of members) {
      if (isEnded()) break;
      after = member;
      try {
        const outcomes = await mailMember(db, member, due, { zone, siteOf: (locale) => sites.get(locale) });
        for (const outcome of outcomes) {
          run[outcome] += 1;
          // A mailbox that does not exist says nothing about the server.
          if (outcome !== "refused") failuresInRow = outcome === "sent" ? 0 : failuresInRow + 1;
        }
      } catch (error) {
        log.error({ err: error, member }, "A member's notifications could not be mailed.");
      }
    }
    if (members.length < membersPerPage) break;
  }
  return run;
}

interface Sender {
  zone: string;
  siteOf(locale: ClaimedMails["to"]["locale"]): LetterSite | undefined;
}

async function mailMember(db: Database, memberId: number, due: DueTimes, sender: Sender): Promise<(keyof MailRun)[]> {
  const claimed = await claimMemberMails(db, memberId, due);
  const outcomes: (keyof MailRun)[] = [];
  for (const mail of claimed?.mails ?? []) if (claimed) outcomes.push(await sendOne(db, claimed, mail, sender));
  return outcomes;
}

async function sendOne(
  db: Database,
  { to, linkKey }: ClaimedMails,
  mail: ClaimedMail,
  { zone, siteOf }: Sender,
): Promise<keyof MailRun> {
  const site = siteOf(to.locale);
  if (!site) throw new Error(`There is no site in the language ${to.locale}.`);
  const { content, stop } = writeNotificationLetter(mail, { to, linkKey, site: site.name, zone });
  const letter = renderLetter(content, site);
  try {
    const returnPath = memberReturnPath(to);
    const outcome = await sendMail({
      to: { name: "", address: to.email },
      ...letter,
      key: `notification:${mail.id}`,
      list: { name: "notifications", unsubscribeUrl: stop },
      headers: threadHeaders(mail, to.id),
      ...(returnPath && { returnPath }),
    });
    if (outcome === "sent") await finishMail(db, mail.id);
    return outcome;
  } catch (error) {
    log.warn({ err: error, mail: mail.id }, "A mail about notifications was not sent.");
    const outcome = await settleSendFailure(db, error, to.email);
    if (outcome === "released") await releaseMail(db, mail);
    return outcome;
  }
}

/** The references by which mail programs group the mails of one discussion. */
function threadHeaders({ about }: ClaimedMail, memberId: number): Record<string, string> {
  if (about.kind !== "discussion") return {};
  const thread = createMessageId(`discussion ${about.article} of member ${memberId}`);
  return { "In-Reply-To": thread, References: thread };
}

/** The address to which mail servers return what they could not deliver; undefined: the sender's own. */
export function memberReturnPath({ id, email }: ClaimedMails["to"]): string | undefined {
  const { MAIL_BOUNCE_ADDRESS } = env();
  if (!MAIL_BOUNCE_ADDRESS) return undefined;
  const token = createBounceToken({ kind: "member", memberId: id, address: email });
  return MAIL_BOUNCE_ADDRESS.replace("@", `+${token}@`);
}
