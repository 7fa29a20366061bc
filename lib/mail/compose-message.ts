import { randomBytes } from "node:crypto";
import MimeNode from "nodemailer/lib/mime-node/index.js";
import { encode, wrap } from "nodemailer/lib/qp/index.js";
import { env } from "../env.ts";
import { cleanLine } from "../html/clean-text.ts";
import { dkimSigner, signDkim } from "./dkim.ts";
import { automaticHeaders, createMessageId, type MailList } from "./mail-headers.ts";

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
  /** Identifies the mail, as in `appeal:12`: each attempt has the same Message-ID. Random without one. */
  key?: string;
  /** For mails that keep coming: adds the headers with which a mail program stops them. */
  list?: MailList;
  /** The address that bounces go to; MAIL_FROM by default. */
  returnPath?: string;
  headers?: Record<string, string>;
}

/**
 * Composes the message as it goes over the wire: headers, both parts, CRLF line ends, signed when DKIM_KEY is set. The
 * caller has checked that the address is that of one mailbox (`isSingleMailbox`). nodemailer writes the headers, and the
 * bodies are joined here: its own streams take three times as long.
 */
export function composeMessage(mail: Mail): Buffer {
  const { type, transfer, body } = composeBody(mail.text, mail.html);
  const head = `${buildHeaders(mail, type)}\r\n${transfer}`;
  const signer = dkimSigner(env());
  const signature = signer ? signDkim(head, body, signer) : "";
  return Buffer.from(`${signature}${head}\r\n${body}`);
}

/**
 * Composes the body of a message with a text part and, if there is one, an HTML part, in quoted-printable: in a file of
 * `DATA_DIR/mail`, the links can be read. Base64 would take a third of the processor time.
 *
 * @returns the value of Content-Type, the line of Content-Transfer-Encoding (empty for two parts), and the body
 */
export function composeBody(text: string, html: string | undefined) {
  if (html === undefined) return part("text/plain", text);
  const boundary = `=_${randomBytes(12).toString("hex")}`;
  const parts = [part("text/plain", text), part("text/html", html)].map(
    ({ type, transfer, body }) => `--${boundary}\r\nContent-Type: ${type}\r\n${transfer}\r\n${body}`,
  );
  return {
    type: `multipart/alternative; boundary="${boundary}"`,
    transfer: "",
    body: `${parts.join("")}--${boundary}--\r\n`,
  };
}

function part(type: string, content: string) {
  const bytes = Buffer.from(content.replace(/\r\n?|\n/g, "\r\n"));
  return {
    type: `${type}; charset=utf-8`,
    transfer: "Content-Transfer-Encoding: quoted-printable\r\n",
    body: `${wrap(encode(bytes))}\r\n`,
  };
}

/** The headers, joined by CRLF. The address is an object, never text that nodemailer could read as a list. */
function buildHeaders({ to, subject, headers = {}, key, list }: Mail, contentType: string): string {
  const node = new MimeNode(contentType);
  for (const [name, value] of Object.entries(headers)) node.addHeader(name, cleanLine(value));
  node.setHeader("From", env().MAIL_FROM);
  // The types know texts only.
  node.setHeader("To", [{ name: cleanLine(to.name), address: to.address }] as never);
  node.setHeader("Subject", cleanLine(subject));
  node.setHeader("Message-ID", createMessageId(key));
  // Not folded: a program that unsubscribes reads the address as one word.
  const automatic = Object.entries(automaticHeaders(list)).map(([name, value]) => `${name}: ${cleanLine(value)}`);
  return [...automatic, node.buildHeaders()].join("\r\n");
}
