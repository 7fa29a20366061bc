import { randomInt } from "node:crypto";
import { dkimVerify } from "mailauth";
import type { Executor } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { dkimSigner } from "#lib/mail/dkim.ts";
import { createMessageId } from "#lib/mail/mail-headers.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { sayError } from "#lib/operator-error.ts";
import { waitForMessage } from "../bounces/bounce-mailbox.ts";
import { createReturnPath } from "../bounces/bounce-token.ts";
import { greeting } from "../greeting.ts";
import { createLetterSite } from "../letter/letter.ts";
import { renderLetter } from "../letter/render-letter.ts";
import type { Dns } from "./dns.ts";
import { findingsOf, type MailFinding, quoteForeign } from "./finding.ts";

const { ok, advice, failed } = findingsOf("round-trip");

/** Sends the mail of `vigie mail check`. `key` identifies it. Throws the transport's errors. */
export async function sendCheckMail(
  db: Executor,
  { to, returnPath, key }: { to: string; returnPath: string | undefined; key: string },
): Promise<void> {
  const t = translator();
  const settings = await readSettings(db);
  const site = settings["site.name"];
  const letter = renderLetter(
    {
      subject: t("mailCheck.subject", { site }),
      greeting: greeting(t, ""),
      blocks: [{ kind: "text", text: t("mailCheck.text") }],
      reason: t("mailCheck.reason", { site }),
      stop: t("mailCheck.stop"),
    },
    createLetterSite(settings, siteLocale()),
  );
  await sendMail({ to: { name: "", address: to }, ...letter, key, ...(returnPath !== undefined && { returnPath }) });
}

/**
 * Sends a mail to `to`, or to the mailbox for returned mails. With MAIL_BOUNCE_IMAP_URL it waits until the latter has it, and checks its
 * signature as it arrived.
 */
export async function checkRoundTrip(
  db: Executor,
  dns: Dns,
  { to, waitMs, signal }: { to: string | undefined; waitMs: number; signal?: AbortSignal | undefined },
): Promise<MailFinding[]> {
  const { MAIL_BOUNCE_ADDRESS: bounceAddress, MAIL_BOUNCE_IMAP_URL: imapUrl } = env();
  const id = randomInt(1, 2 ** 47);
  const key = `mail-check:${id}`;
  const returnPath = bounceAddress && createReturnPath(bounceAddress, { kind: "check", id });
  const recipient = to ?? returnPath;
  if (recipient === undefined)
    return [advice("No mail was sent: set MAIL_BOUNCE_ADDRESS, or give an address with --to.")];
  try {
    await sendCheckMail(db, { to: recipient, returnPath, key });
  } catch (error) {
    return [failed(`The mail server did not accept a mail to ${recipient}: ${quoteForeign(sayError(error))}`)];
  }
  if (to !== undefined)
    return [ok(`The mail server accepted a mail to ${to}. Check that it arrived, and not in the spam folder.`)];
  if (!imapUrl)
    return [
      advice(
        `The mail server accepted a mail to ${recipient}. Check that it is in the mailbox of MAIL_BOUNCE_ADDRESS; with MAIL_BOUNCE_IMAP_URL this command does it.`,
      ),
    ];
  try {
    const arrived = await waitForMessage(imapUrl, createMessageId(key), { waitMs, signal });
    if (arrived) return [ok(`A mail to ${recipient} arrived.`), await checkArrived(dns, arrived)];
  } catch (error) {
    return [
      failed(
        `The mailbox of MAIL_BOUNCE_IMAP_URL could not be read: ${quoteForeign(sayError(error))}. Check its address, user and password.`,
      ),
    ];
  }
  return [
    failed(
      `A mail to ${recipient} was accepted, but is not in the mailbox of MAIL_BOUNCE_IMAP_URL after ${Math.round(waitMs / 1_000)} seconds. That mailbox must receive what has a + and any text before the @ (recipient_delimiter in Postfix). The mail server's log says where the mail went.`,
    ),
  ];
}

/** The signature of a mail as it arrived: any change on its way breaks it. */
async function checkArrived(dns: Dns, message: Buffer): Promise<MailFinding> {
  const { results } = await dkimVerify(message, { resolver: dns.resolve });
  if (results.some(({ status }) => status.result === "pass")) return ok("It arrived with a valid DKIM signature.");
  const signed = results.filter(({ status }) => status.result !== "none");
  if (signed.length === 0)
    return advice("It arrived without a DKIM signature: neither this site nor your mail server signs.");
  return failed(
    dkimSigner(env())
      ? "It arrived with a DKIM signature that does not verify: a server on the way changes mails, or the DKIM record above is wrong."
      : "It arrived with a DKIM signature of your mail server that does not verify. Check the mail server's DKIM record.",
  );
}
