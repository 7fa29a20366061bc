import { offsiteDestination } from "#features/backup/destinations/open-destination.ts";
import { env } from "#lib/env.ts";
import { openSmtp } from "#lib/mail/smtp.ts";
import { shortenResponse } from "#lib/mail/smtp-reply.ts";
import { type ProbeResult, sayLine, within } from "./probe-result.ts";

/** An operator waits; the site itself is more patient (ms). */
const serviceTimeoutMs = 15_000;

/** Connects and signs in to the mail server of SMTP_URL, and sends nothing; undefined without one. */
export async function probeMailServer(): Promise<ProbeResult | undefined> {
  const { SMTP_URL } = env();
  if (SMTP_URL === undefined) return undefined;
  const { host } = new URL(SMTP_URL);
  const limit = { connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 8_000 };
  const smtp = openSmtp(SMTP_URL, limit);
  try {
    await within(serviceTimeoutMs, `no answer within ${serviceTimeoutMs / 1_000} seconds`, smtp.verify());
    return { state: "ok", says: `The mail server ${host} accepts mails of this site.` };
  } catch (error) {
    return { state: "bad", ...describeMailError(host, error) };
  } finally {
    smtp.close();
  }
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");

function describeMailError(host: string, error: unknown): Pick<ProbeResult, "says" | "hint"> {
  const cause = shortenResponse(sayLine(error));
  if (codeOf(error) === "EAUTH")
    return {
      says: `The mail server ${host} refuses to sign this site in: ${cause}`,
      hint: "Correct the user name and the password in SMTP_URL, and restart the site.",
    };
  return {
    says: `The mail server ${host} cannot be used: ${cause}`,
    hint: "Check SMTP_URL, and that this machine reaches its port; vigie mail check finds more.",
  };
}

/** Looks whether BACKUP_TO can be written to; undefined if it is not set. */
export async function probeBackupPlace(): Promise<ProbeResult | undefined> {
  const { BACKUP_TO } = env();
  if (BACKUP_TO === undefined) return undefined;
  try {
    const work = (async () => offsiteDestination(env())?.check())();
    await within(serviceTimeoutMs, `${BACKUP_TO} does not answer within ${serviceTimeoutMs / 1_000} seconds.`, work);
    return { state: "ok", says: `Copies can be stored in ${BACKUP_TO}.` };
  } catch (error) {
    return {
      state: "bad",
      says: `No copy can be stored in ${BACKUP_TO}: ${sayLine(error)}`,
      hint: "Check BACKUP_TO and BACKUP_S3_…, that the disk is mounted or the server reached, and the permissions.",
    };
  }
}
