import type { Env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { describeTlsFailure } from "#lib/mail/encryption.ts";
import { openSmtp } from "#lib/mail/smtp.ts";
import { shortenResponse } from "#lib/mail/smtp-reply.ts";

/** How long to wait for the server (ms). */
const smtpTimeoutMs = 5_000;

/**
 * Warns if the mail server of SMTP_URL does not accept mail from Vigie. The start does not wait for it: mails stay in
 * their queue until the server accepts them.
 */
export async function checkMailServer(env: Pick<Env, "SMTP_URL">, say: (line: string) => void): Promise<void> {
  if (!env.SMTP_URL) return;
  const timeouts = {
    connectionTimeout: smtpTimeoutMs,
    greetingTimeout: smtpTimeoutMs,
    socketTimeout: smtpTimeoutMs,
  };
  const transport = openSmtp(env.SMTP_URL, timeouts);
  try {
    await transport.verify();
  } catch (error) {
    const { hostname, port } = new URL(env.SMTP_URL);
    const { code = "no answer", message = "" } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
    const tlsFailure = describeTlsFailure({ code, message });
    // nodemailer reports every socket error as ESOCKET.
    const socketCode = /\bE[A-Z]{5,}\b/.exec(message)?.[0] ?? code;
    const why =
      code === "EAUTH" ? "it refuses the user or the password" : tlsFailure ? shortenResponse(tlsFailure) : socketCode;
    say(
      `The mail server ${hostname}${port && `:${port}`} does not accept mail from Vigie (${why}): mails wait in the queue and are retried. Check that the server runs, or correct SMTP_URL.`,
    );
    log.warn({ err: error }, "The mail server does not accept mail.");
  } finally {
    transport.close();
  }
}
