import { offsiteDestination } from "#features/backup/destinations/open-destination.ts";
import { env } from "#lib/env.ts";
import { openSmtp } from "#lib/mail/smtp.ts";
import { shortenResponse } from "#lib/mail/smtp-reply.ts";
import { type ProbeResult, sayLine, within } from "./probe-result.ts";

/** Shorter than the site's own limits, because somebody is waiting (ms). */
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
    return { state: "ok", says: `${host} accepts the site's sign-in.` };
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
      says: `${host} rejects the user name or the password: ${cause}`,
      hint: "Correct them in SMTP_URL, and restart the site.",
    };
  return {
    says: `${host} cannot be used: ${cause}`,
    hint: "Check SMTP_URL, and that this machine can reach that port; vigie mail check tells you more.",
  };
}

/** Checks that BACKUP_TO can be written to; undefined if it is not set. */
export async function probeBackupDestination(): Promise<ProbeResult | undefined> {
  const { BACKUP_TO } = env();
  if (BACKUP_TO === undefined) return undefined;
  try {
    const work = (async () => offsiteDestination(env())?.check())();
    await within(serviceTimeoutMs, `${BACKUP_TO} does not answer within ${serviceTimeoutMs / 1_000} seconds.`, work);
    return { state: "ok", says: `Backups can be stored in ${BACKUP_TO}.` };
  } catch (error) {
    return {
      state: "bad",
      says: `No backup can be stored in ${BACKUP_TO}: ${sayLine(error)}`,
      hint: "Check BACKUP_TO and BACKUP_S3_*: is the disk mounted, can the server be reached, may the site write there?",
    };
  }
}
