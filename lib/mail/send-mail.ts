import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport, type SendMailOptions } from "nodemailer";
import { isSingleMailbox } from "../email-address.ts";
import { env } from "../env.ts";
import { cleanLine } from "../html/clean-text.ts";
import { log } from "../log/log.ts";
import { openSmtp } from "./smtp.ts";

/** One recipient. Current mails leave the name empty, so that `To: ADDRESS` can be found in `DATA_DIR/mail`. */
interface Recipient {
  name: string;
  address: string;
}

export interface Mail {
  to: Recipient;
  subject: string;
  /** Plain text; always present. */
  text: string;
  html?: string;
  headers?: Record<string, string>;
}

/**
 * Sends one mail to one mailbox by SMTP_URL, or writes it to DATA_DIR/mail/*.eml if it is unset. Resolves when the
 * server has accepted it (or the file is complete on disk). Throws errors of the transport: the calling job retries. A
 * mail to an address that is not one mailbox is not sent, since a retry would not help: the log reports it, and `vigie
 * check` names the row.
 */
export async function sendMail(mail: Mail): Promise<void> {
  if (!isSingleMailbox(mail.to.address)) {
    log.warn("A mail was not sent: its address is not that of a single mailbox. `vigie check` lists it.");
    return;
  }
  const { SMTP_URL, DATA_DIR } = env();
  const message = messageOf(mail);
  if (SMTP_URL) {
    const transport = openSmtp(SMTP_URL, {
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
    try {
      await transport.sendMail(message);
    } finally {
      transport.close();
    }
    return;
  }
  const { message: bytes } = await createTransport({
    streamTransport: true,
    buffer: true,
    newline: "windows",
  }).sendMail(message);
  const folder = join(DATA_DIR, "mail");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${new Date().toISOString().replace(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;
  const hidden = join(folder, `.${name}.tmp`);
  await writeFile(hidden, bytes, { mode: 0o600 });
  await rename(hidden, join(folder, `${name}.eml`));
}

/**
 * Converts a mail for nodemailer. The address is an object, never text that it could read as a list; the envelope
 * repeats it.
 */
function messageOf({ to, subject, text, html, headers = {} }: Mail): SendMailOptions {
  const { MAIL_FROM } = env();
  const { address } = to;
  return {
    from: MAIL_FROM,
    to: { name: cleanLine(to.name), address },
    envelope: { from: MAIL_FROM, to: address },
    subject: cleanLine(subject),
    text,
    ...(html !== undefined && { html }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, cleanLine(value)])),
    // Nothing in a mail is a path or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
