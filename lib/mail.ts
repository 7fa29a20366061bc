import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { env } from "./env.ts";

export interface Mail {
  to: string;
  subject: string;
  /** Plain text; always there. */
  text: string;
  html?: string;
  headers?: Record<string, string>;
}

/**
 * Sends one mail by SMTP_URL, or writes it to DATA_DIR/mail/*.eml when none is set. Resolves when the server has taken it (or
 * the file is whole on disk). Throws what the transport says: the job that called tries again.
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM, DATA_DIR } = env();
  const message = { from: MAIL_FROM, ...mail };
  if (SMTP_URL) {
    const transport = createTransport(SMTP_URL, {
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
