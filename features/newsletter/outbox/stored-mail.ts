import PostalMime, { type Address, type Email } from "postal-mime";
import { composeBody } from "#lib/mail/compose-message.ts";
import { mailFileDate, readMailFile } from "#lib/mail/mail-files.ts";
import { redactLinks } from "./redact-links.ts";

/** More than any mail of the site: the page shows no larger one. */
const maxMailBytes = 512 * 1024;
/** Room for all headers of a mail of the site; a list reads no more of each file. */
const maxHeadBytes = 16 * 1024;
/** A mail of the site has two levels. */
const parserLimits = { maxNestingDepth: 10, maxHeadersSize: 64 * 1024, maxRfc822NestingDepth: 0 };

export interface MailSummary {
  id: string;
  at: Date;
  /** Empty if the file is not a mail that can be read. */
  subject: string;
  to: string;
}

export interface StoredMail extends MailSummary {
  from: string;
  /** Each header as in the file, with its line breaks. */
  headers: { name: string; line: string }[];
  text: string;
  html: string;
  /** Whether personal links were shortened. */
  isRedacted: boolean;
}

/** What a list shows of a mail: its headers, without reading the rest of the file. */
export async function readMailSummary(id: string): Promise<MailSummary> {
  const found = await readMailFile(id, maxHeadBytes);
  const head = found?.bytes.toString("latin1").split(/\r?\n\r?\n/, 1)[0] ?? "";
  const email = await parse(Buffer.from(`${head}\r\n\r\n`, "latin1"));
  return { id, at: mailFileDate(id), subject: email?.subject ?? "", to: email ? recipientOf(email) : "" };
}

/**
 * Reads a mail. Secrets in its links are shortened, unless it is addressed to the reader.
 *
 * @param ownAddress the confirmed address of the one who reads it
 * @returns undefined if there is no such mail, "unreadable" if it is too large or no mail
 */
export async function readStoredMail(
  id: string,
  ownAddress: string | undefined,
): Promise<StoredMail | "unreadable" | undefined> {
  const found = await readMailFile(id, maxMailBytes);
  if (!found) return undefined;
  const email = found.size > maxMailBytes ? undefined : await parse(found.bytes);
  if (!email) return "unreadable";
  const to = recipientOf(email);
  const isOwn = ownAddress !== undefined && to.toLowerCase() === ownAddress.toLowerCase();
  const redact = isOwn ? (text: string) => text : redactLinks;
  const [text, html] = [email.text ?? "", email.html ?? ""];
  return {
    id,
    at: mailFileDate(id),
    subject: email.subject ?? "",
    to,
    from: addressOf(email.from),
    headers: email.headerLines.map(({ key, line }) => ({ name: key, line: redact(line) })),
    text: redact(text),
    html: redact(html),
    isRedacted: redact(text) !== text || redact(html) !== html,
  };
}

/**
 * A mail as a file, from what the page shows, so that personal links are shortened in it too. Without its signature,
 * which would no longer be valid.
 */
export function composeCopy({ headers, text, html }: StoredMail): Buffer {
  const { type, transfer, body } = composeBody(text, html === "" ? undefined : html);
  const kept = headers.filter(({ name }) => !/^(?:content-|mime-version$|dkim-signature$)/.test(name));
  const head = [...kept.map(({ line }) => line), "MIME-Version: 1.0", `Content-Type: ${type}`].join("\r\n");
  return Buffer.from(`${head}\r\n${transfer}\r\n${body}`);
}

/** Undefined if it is no mail, or exceeds the limits. */
async function parse(bytes: Buffer): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(bytes, parserLimits);
  } catch {
    return undefined;
  }
}

/** The address of the only recipient, else all of them. */
const recipientOf = ({ to = [] }: Email): string => to.map(addressOf).join(", ");

const addressOf = (one: Address | undefined): string => one?.address ?? one?.name ?? "";
