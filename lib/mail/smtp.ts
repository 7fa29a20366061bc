import { createTransport } from "nodemailer";
import { withRequiredTls } from "./encryption.ts";

interface SmtpTimeouts {
  connectionTimeout: number;
  greetingTimeout: number;
  socketTimeout: number;
}

/**
 * A transport to the mail server of this URL. nodemailer accepts timeouts (ms) with a URL only as part of it: its
 * second argument holds defaults for mails.
 */
export function openSmtp(url: string, timeouts: SmtpTimeouts) {
  const whole = new URL(withRequiredTls(url));
  for (const [name, value] of Object.entries(timeouts)) {
    if (!whole.searchParams.has(name)) whole.searchParams.set(name, String(value));
  }
  return createTransport(whole.href);
}
