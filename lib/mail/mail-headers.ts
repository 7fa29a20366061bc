import { randomUUID } from "node:crypto";
import { env } from "../env.ts";
import { signText } from "../keyed-hash.ts";
import { senderDomain } from "./mail-address.ts";

/** A list in the sense of RFC 2369: mails that keep coming, which a mail program can stop. */
export interface MailList {
  /** Its name in List-Id: letters, digits and hyphens, as in `newsletter` or `replies`. */
  name: string;
  /** The absolute address whose POST with `List-Unsubscribe=One-Click` stops it (RFC 8058); its GET changes nothing. */
  unsubscribeUrl: string;
}

/** The Message-ID of a mail: the same for each attempt at a mail with this key, so that a mailbox shows it once. */
export function createMessageId(key?: string): string {
  return `<${key === undefined ? randomUUID() : signText("message-id", key)}@${senderDomain()}>`;
}

/**
 * The headers that say that no person wrote the mail (RFC 3834: an absence message is not to be sent in answer), and, for
 * a list, how a program stops it (RFC 2369, RFC 8058, RFC 2919).
 */
export function automaticHeaders(list: MailList | undefined): Record<string, string> {
  const headers = { "Auto-Submitted": "auto-generated" };
  if (!list) return headers;
  return {
    ...headers,
    "List-Id": `<${list.name}.${new URL(env().SITE_URL).hostname}>`,
    "List-Unsubscribe": `<${list.unsubscribeUrl}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
