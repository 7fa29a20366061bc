import { readdirSync, readFileSync } from "node:fs";
import { mailFolder } from "./mail-files.ts";

/**
 * A mail of `DATA_DIR/mail` with its quoted-printable encoding undone, no-break spaces as plain ones and one kind of line
 * end: enough to find words and links in it.
 */
export function decodeMail(source: string | Buffer): string {
  const bytes = source
    .toString("latin1")
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1")
    .toString("utf8")
    .replace(/[\u00a0\u202f]/g, " ")
    .replace(/\r\n/g, "\n");
}

/** The names of the mails written so far, oldest first. */
export function mailFileNames(): string[] {
  try {
    return readdirSync(mailFolder())
      .filter((name) => name.endsWith(".eml"))
      .sort();
  } catch {
    return [];
  }
}

/** All mails written so far, decoded, oldest first. */
export const writtenMails = (): string[] =>
  mailFileNames().map((name) => decodeMail(readFileSync(`${mailFolder()}/${name}`)));
